// The body of Boost.JSON for this test program.
#include <boost/json/src.hpp>
