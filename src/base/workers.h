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

/// Owned by the server; the destructor finishes what is queued and joins.
class Workers {
 public:
  Workers(unsigned threads, std::size_t queue);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Runs `job` on some worker. Any thread. False when the queue is full: the job will not run.
  bool run(Task job) { return queue_.push(std::move(job)); }

  /// Runs `job` on some worker, then `done(result)` on `back`. False when the queue is full.
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
