// The one body of Boost.JSON; the other files include only its declarations.
#include <boost/json/src.hpp>
