#pragma once
// Every maximum of the product, with its reason. Full means Errc::limit and a metric, never growth.

#include <chrono>
#include <cstddef>

namespace filo::limits {

// --- calls -----------------------------------------------------------------------------------
inline constexpr std::size_t kCalls = 20'000;   ///< Live calls on a node: 10x the largest centre.
inline constexpr std::size_t kLegsPerCall = 8;  ///< Caller, agent, supervisor, conference.
inline constexpr std::size_t kWaitingPerQueue = 5'000;
inline constexpr std::size_t kQueues = 2'000;
inline constexpr std::size_t kAgents = 20'000;
inline constexpr std::size_t kSkills = 1'000;
inline constexpr std::size_t kSkillsPerAgent = 100;

// --- bytes from outside ----------------------------------------------------------------------
inline constexpr std::size_t kSipMessageBytes = 65'535;  ///< A UDP datagram; on streams the same.
inline constexpr std::size_t kSipHeaders = 256;
inline constexpr std::size_t kSipUriBytes = 4'096;    ///< A longer Request-URI is 414.
inline constexpr std::size_t kDigestNonces = 50'000;  ///< Nonces in use: two per agent and more.
inline constexpr std::size_t kSdpBytes = 16'384;
inline constexpr std::size_t kSdpMedia = 16;
inline constexpr std::size_t kHttpHeaderBytes = 16'384;
inline constexpr std::size_t kHttpBodyBytes = 1'048'576;
inline constexpr std::size_t kHttpQueryFields = 64;      ///< Filters of one list, with room.
inline constexpr std::size_t kHttpConnections = 12'000;  ///< Open at once; 10,000 browsers + tools.
inline constexpr std::size_t kSocketsPerUser = 20;       ///< Tabs and phones of one person.
inline constexpr std::size_t kSocketBacklog = 10'000;    ///< Events on the way to an I/O thread.
inline constexpr std::size_t kWsMessageBytes = 65'536;
inline constexpr int kWsMessagesPerMinute = 120;  ///< From one browser; it needs some ten at most.
inline constexpr std::size_t kJsonDepth = 32;

// --- log-ins ---------------------------------------------------------------------------------
inline constexpr std::size_t kSessions = 100'000;       ///< Valid log-ins kept in memory.
inline constexpr std::size_t kSessionsPerUser = 50;     ///< The oldest ends when one more begins.
inline constexpr std::size_t kLoginTrackers = 100'000;  ///< Accounts and addresses being throttled.

// --- desk ------------------------------------------------------------------------------------
inline constexpr std::size_t kSubjectChars = 200;
inline constexpr std::size_t kArticleChars = 100'000;
inline constexpr std::size_t kReasonChars = 2'000;  ///< A reason is a sentence or two.
inline constexpr std::size_t kNameChars = 200;
inline constexpr std::size_t kNumbersPerCustomer = 20;
inline constexpr std::size_t kPageRows = 200;
inline constexpr std::size_t kSearchWords = 8;    ///< Words of one query that count.
inline constexpr std::size_t kIndexedWords = 48;  ///< Words by which one record is found.
inline constexpr std::size_t kViewsPerUser = 50;  ///< More than anybody tells apart.
inline constexpr std::size_t kBulkTickets = 200;  ///< Changed at once: a page of a list.
inline constexpr std::size_t kDraftsPerUser = 200;
inline constexpr std::size_t kDraftBytes = 131'072;

// --- media -----------------------------------------------------------------------------------
inline constexpr std::size_t kMediaCommands = 65'536;  ///< Core to media thread; full refuses legs.
inline constexpr std::size_t kMediaEvents = 65'536;    ///< Media thread to core, while core stalls.
inline constexpr std::size_t kFilesPerPlay = 64;       ///< A long number read digit by digit.
inline constexpr std::size_t kSoundFileBytes = 64 * 1'048'576;    ///< 5 minutes of 48 kHz stereo.
inline constexpr std::size_t kSoundCacheBytes = 128 * 1'048'576;  ///< 2 hours of prompts and music.
inline constexpr std::size_t kPromptChars = 2'000;                ///< Two minutes of speech.
inline constexpr std::size_t kPromptsWaiting = 256;  ///< Renderings asked for at one time.

// --- inside ----------------------------------------------------------------------------------
inline constexpr std::size_t kWriterQueue = 20'000;  ///< Write jobs that wait; full is HTTP 503.
inline constexpr std::size_t kWriterBatch = 256;     ///< Jobs that share one fsync.
inline constexpr std::size_t kStatements = 512;      ///< Prepared SQL kept per connection.
inline constexpr std::size_t kOutboxPage = 1'000;    ///< Outbox events read at once.
inline constexpr std::size_t kFactQueue = 200'000;   ///< Facts of calls that wait for the store.
inline constexpr std::size_t kSocketEvents = 1'000;  ///< Events that wait for one browser.
inline constexpr std::size_t kSocketBytes = 1'048'576;

static_assert(kWriterBatch < kWriterQueue);

}  // namespace filo::limits
