# filo_module(NAME DEPS a b LIBS x y): one target per module folder.
#
#   *.cpp            -> static library filo_NAME (or INTERFACE when there is none)
#   tests/*_test.cpp -> program NAME_test          (FILO_TESTS)
#   *_bench.cpp      -> program NAME_bench         (FILO_BENCH, Google Benchmark)
#   *_fuzz.cpp       -> one program per file       (FILO_FUZZ, clang's libFuzzer; target fuzzers)
#
# DEPS are our modules, LIBS outside libraries, TEST_DEPS modules that only the tests use.
# Includes start at src/.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

# Translation units that see Boost.Beast streams need a gigabyte each: one at a time.
set_property(GLOBAL PROPERTY JOB_POOLS heavy=1)

find_package(Threads REQUIRED)
if(FILO_TESTS)
  enable_testing()
  find_package(GTest REQUIRED)
endif()
if(FILO_BENCH)
  find_package(benchmark REQUIRED)
endif()
if(FILO_FUZZ)
  add_custom_target(fuzzers)  # and what they need, which is far from everything
endif()

add_library(filo_flags INTERFACE)
target_compile_options(filo_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
    -Werror=unused-result -Werror=switch -Werror=return-type -D_GLIBCXX_ASSERTIONS -g1>)
# GCC 12 takes the empty branch of a variant or optional for one that is read (GCC bug 105562).
target_compile_options(filo_flags INTERFACE
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>)
target_include_directories(filo_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(filo_flags INTERFACE Threads::Threads)
if(FILO_SANITIZE)
  target_compile_options(filo_flags INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(filo_flags INTERFACE -fsanitize=address,undefined)
endif()
if(FILO_TSAN)
  target_compile_options(filo_flags INTERFACE -fsanitize=thread)
  target_link_options(filo_flags INTERFACE -fsanitize=thread)
endif()
if(FILO_FUZZ)
  target_compile_options(filo_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined)
  target_link_options(filo_flags INTERFACE -fsanitize=address,undefined)
endif()

function(filo_module NAME)
  cmake_parse_arguments(M "" "" "DEPS;LIBS;TEST_DEPS;TEST_LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp *.S)
  file(GLOB extra CONFIGURE_DEPENDS *_bench.cpp *_fuzz.cpp main.cpp)
  if(extra)
    list(REMOVE_ITEM sources ${extra})
  endif()
  list(TRANSFORM M_DEPS PREPEND filo_)
  list(TRANSFORM M_TEST_DEPS PREPEND filo_)
  if(sources)
    add_library(filo_${NAME} STATIC ${sources})
    target_link_libraries(filo_${NAME} PUBLIC filo_flags ${M_DEPS} ${M_LIBS})
  else()
    add_library(filo_${NAME} INTERFACE)
    target_link_libraries(filo_${NAME} INTERFACE filo_flags ${M_DEPS} ${M_LIBS})
  endif()

  file(GLOB tests CONFIGURE_DEPENDS tests/*_test.cpp)
  if(FILO_TESTS AND tests)
    add_executable(${NAME}_test ${tests})
    target_link_libraries(${NAME}_test PRIVATE filo_${NAME} ${M_TEST_DEPS} ${M_TEST_LIBS}
                          GTest::gmock GTest::gtest_main)
    add_test(NAME ${NAME} COMMAND ${NAME}_test)
  endif()

  file(GLOB benches CONFIGURE_DEPENDS *_bench.cpp)
  if(FILO_BENCH AND benches)
    add_executable(${NAME}_bench ${benches})
    target_link_libraries(${NAME}_bench PRIVATE filo_${NAME} benchmark::benchmark_main)
  endif()

  file(GLOB fuzzers CONFIGURE_DEPENDS *_fuzz.cpp)
  if(FILO_FUZZ)
    foreach(file ${fuzzers})
      get_filename_component(target ${file} NAME_WE)
      add_executable(${target} ${file})
      target_link_libraries(${target} PRIVATE filo_${NAME} -fsanitize=fuzzer)
      add_dependencies(fuzzers ${target})
    endforeach()
  endif()
endfunction()

# Adds each matching folder that has a CMakeLists.txt.
function(filo_add_modules PATTERN)
  file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${PATTERN}/CMakeLists.txt)
  foreach(list_file ${found})
    get_filename_component(dir ${list_file} DIRECTORY)
    file(RELATIVE_PATH rel ${CMAKE_SOURCE_DIR} ${dir})
    add_subdirectory(${rel})
  endforeach()
endfunction()
