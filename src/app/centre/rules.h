#pragma once
// What may be saved: every rule of a configuration row, all faults at once.

#include <vector>

#include "app/centre/tools.h"

namespace filo::app::centre {

/// Faults of `row` inside `centre`, which already holds the row (and may hold others that are saved
/// with it). Pointers start at the row: "/extension", "/skills/0/skill_id". Pure but for tools.
std::vector<Fault> faults_of(const Centre& centre, const AnyRow& row, const Tools& tools);

/// Puts `row` into its list: in place of the one with its id, or at the end.
void put_row(Centre& centre, const AnyRow& row);

/// "+" and 5 to 15 digits, not beginning with 0. Source: ITU-T E.164 §6.
bool is_e164(std::string_view text);

}  // namespace filo::app::centre
