#pragma once
// A pool of threads for work that blocks (files, speech, hashing). A job's answer goes back to the
// loop that owns what it concerns:
//
//   workers.run([=] { return render(text); }, loop, [this](Result<Wav> wav) { ... });

#include <memory>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
#include "base/loop.h"

namespace filo {

/// Owned by the server, which stops it when those who ask are still there.
class Workers {
 public:
  Workers(unsigned threads, std::size_t queue);
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Finishes what is queued and joins; from then on run() refuses. The owner's thread.
  void stop();

  /// Runs `job` on some worker. Any thread. False when the queue is full or stopped: the job will
  /// not run.
  bool run(Task job) { return queue_.push(std::move(job)); }

  /// Runs `job` on some worker, then `done(result)` on `back`. False as above.
  template <class Job, class Done>
  bool run(Job job, Loop& back, Done done) {
    return run([job = std::move(job), &back, done = std::move(done)]() mutable {
      auto result = std::make_shared<decltype(job())>(job());
      back.post([result, done = std::move(done)]() mutable { done(std::move(*result)); });
    });
  }

  std::size_t waiting() const { return queue_.size(); }

 private:
  void work();

  BoundedQueue<Task> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace filo
