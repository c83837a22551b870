#pragma once
// Rows of results become C++ values: a described struct by column name (a column without a member
// is a fault, a member without a column keeps its default), a std::tuple by order, anything else
// is the only column.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <string>
#include <tuple>
#include <vector>

#include "adapters/store/value.h"
#include "base/result.h"

namespace filo::store {

inline Error column_fault(const RowView& row, int column, const char* what) {
  return {Errc::internal, "column " + std::string(row.name(column)) + ": " + what};
}

template <class T>
concept DescribedRow = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

/// One per execution of a statement: finds the members for the columns once, at the first row.
template <class Row>
class RowMapper {
 public:
  Status read(const RowView& row, Row& out) {
    if constexpr (DescribedRow<Row>) {
      return read_described(row, out);
    } else {
      return read_single(row, out);
    }
  }

 private:
  using Reader = bool (*)(const RowView&, int, Row&);

  static Status read_single(const RowView& row, Row& out) {
    if (row.columns() != 1) return Error{Errc::internal, "one column was expected"};
    if (!from_column(row, 0, out)) return column_fault(row, 0, "another type or NULL");
    return {};
  }

  Status read_described(const RowView& row, Row& out) {
    if (readers_.empty()) {
      for (int c = 0; c < row.columns(); ++c) {
        Reader reader = reader_of(row.name(c));
        if (reader == nullptr) return column_fault(row, c, "the row has no such member");
        readers_.push_back(reader);
      }
    }
    for (int c = 0; c < row.columns(); ++c) {
      if (!readers_[static_cast<std::size_t>(c)](row, c, out)) {
        return column_fault(row, c, "another type or NULL");
      }
    }
    return {};
  }

  static Reader reader_of(std::string_view column) {
    using Members = boost::describe::describe_members<Row, boost::describe::mod_public |
                                                               boost::describe::mod_inherited>;
    Reader found = nullptr;
    boost::mp11::mp_for_each<Members>([&](auto member) {
      using D = decltype(member);
      if (column == D::name) {
        found = [](const RowView& row, int c, Row& out) {
          return from_column(row, c, out.*D::pointer);
        };
      }
    });
    return found;
  }

  std::vector<Reader> readers_;
};

template <class... T>
class RowMapper<std::tuple<T...>> {
 public:
  Status read(const RowView& row, std::tuple<T...>& out) {
    if (row.columns() != int{sizeof...(T)}) {
      return Error{Errc::internal, "another number of columns was expected"};
    }
    int column = 0;
    int fault = -1;
    std::apply(
        [&](T&... part) {
          (((from_column(row, column, part) || fault >= 0) ? void() : void(fault = column),
            ++column),
           ...);
        },
        out);
    if (fault >= 0) return column_fault(row, fault, "another type or NULL");
    return {};
  }
};

}  // namespace filo::store
