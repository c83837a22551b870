#include "base/workers.h"

#include <pthread.h>

#include <exception>

#include "base/log.h"

namespace filo {

Workers::Workers(unsigned threads, std::size_t queue) : queue_(queue) {
  for (unsigned i = 0; i < threads; ++i) {
    std::thread& thread = threads_.emplace_back([this] { work(); });
    pthread_setname_np(thread.native_handle(), "worker");
  }
}

void Workers::stop() {
  queue_.close();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::work() {
  std::vector<Task> one;
  while (queue_.wait_take(one, 1)) {
    try {
      one.front()();
    } catch (const std::exception& fault) {
      FILO_LOG_ERROR("workers", "job failed: {}", fault.what());
    }
  }
}

}  // namespace filo
