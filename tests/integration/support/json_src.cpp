// Boost.JSON is header-only in this build: its body, once.
#include <boost/json/src.hpp>
