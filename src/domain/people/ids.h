#pragma once
// The ids of the product's records, in one place because every layer speaks of them.

#include "base/id.h"

namespace filo {

// Who is kept apart, where, and who logs in.
using TenantId = Id<struct TenantTag>;
using SiteId = Id<struct SiteTag>;
using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using AgentId = Id<struct AgentTag>;
using TeamId = Id<struct TeamTag>;

// Calls.
using CallId = Id<struct CallTag>;
using SegmentId = Id<struct SegmentTag>;
using OfferId = Id<struct OfferTag>;
using QueueId = Id<struct QueueTag>;
using SkillId = Id<struct SkillTag>;
using NumberId = Id<struct NumberTag>;
using FlowId = Id<struct FlowTag>;
using CalendarId = Id<struct CalendarTag>;
using TrunkId = Id<struct TrunkTag>;
using PauseReasonId = Id<struct PauseReasonTag>;

// The desk.
using CustomerId = Id<struct CustomerTag>;
using OrganisationId = Id<struct OrganisationTag>;
using CategoryId = Id<struct CategoryTag>;
using TicketId = Id<struct TicketTag>;
using ArticleId = Id<struct ArticleTag>;
using ProcedureId = Id<struct ProcedureTag>;
using TimelineId = Id<struct TimelineTag>;
using IdentityCheckId = Id<struct IdentityCheckTag>;
using IdentityQuestionId = Id<struct IdentityQuestionTag>;

}  // namespace filo
