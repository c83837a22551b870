#include "domain/ivr/announcements.h"

#include <algorithm>

namespace filo::ivr {
namespace {

enum Language { italian, french, english };

Language language_of(const std::string& language) {
  if (language.starts_with("it")) return italian;
  return language.starts_with("fr") ? french : english;
}

std::string pick(const std::string& language, const char* it, const char* fr, const char* en) {
  switch (language_of(language)) {
    case italian:
      return it;
    case french:
      return fr;
    case english:
      return en;
  }
  return en;
}

long minutes_up(Duration d) {
  constexpr Duration minute = std::chrono::minutes{1};
  return std::max<long>(1, (d + minute - Duration{1}) / minute);
}

}  // namespace

std::string say_position(const std::string& language, std::size_t position) {
  if (position <= 1)
    return pick(language, "Lei è il prossimo in attesa.", "Vous êtes le prochain en attente.",
                "You are next in line.");
  const std::string n = std::to_string(position);
  switch (language_of(language)) {
    case italian:
      return "Lei è il numero " + n + " in attesa.";
    case french:
      return "Vous êtes le numéro " + n + " en attente.";
    case english:
      return "You are number " + n + " in line.";
  }
  return {};
}

std::string say_wait(const std::string& language, Duration low, Duration high) {
  const long from = minutes_up(low), to = std::max(from, minutes_up(high));
  if (to <= 1)
    return pick(language, "Il tempo di attesa previsto è di circa un minuto.",
                "Le temps d'attente estimé est d'environ une minute.",
                "The estimated wait is about one minute.");
  const std::string a = std::to_string(from), b = std::to_string(to);
  const bool one = from == to;
  switch (language_of(language)) {
    case italian:
      return one ? "Il tempo di attesa previsto è di circa " + b + " minuti."
                 : "Il tempo di attesa previsto è tra " + a + " e " + b + " minuti.";
    case french:
      return one ? "Le temps d'attente estimé est d'environ " + b + " minutes."
                 : "Le temps d'attente estimé est de " + a + " à " + b + " minutes.";
    case english:
      return one ? "The estimated wait is about " + b + " minutes."
                 : "The estimated wait is between " + a + " and " + b + " minutes.";
  }
  return {};
}

std::string say_closed(const std::string& language) {
  return pick(language,
              "I nostri uffici sono chiusi. La preghiamo di richiamare negli orari di apertura.",
              "Nos bureaux sont fermés. Merci de rappeler aux heures d'ouverture.",
              "Our offices are closed. Please call again during opening hours.");
}

std::string say_holiday(const std::string& language) {
  return pick(language, "Oggi i nostri uffici sono chiusi per festività.",
              "Nos bureaux sont fermés aujourd'hui, jour férié.",
              "Our offices are closed today for a public holiday.");
}

std::string say_please_hold(const std::string& language) {
  return pick(language,
              "Tutti i nostri operatori sono occupati. La preghiamo di attendere in linea.",
              "Tous nos agents sont occupés. Merci de patienter.",
              "All our agents are busy. Please hold the line.");
}

std::string say_sorry(const std::string& language) {
  return pick(
      language,
      "Ci dispiace, in questo momento non possiamo rispondere. La preghiamo di richiamare.",
      "Nous sommes désolés, nous ne pouvons pas répondre pour le moment. Merci de rappeler.",
      "We are sorry, we cannot take your call at the moment. Please call again.");
}

std::string say_invalid_choice(const std::string& language) {
  return pick(language, "La scelta non è valida.", "Ce choix n'est pas valable.",
              "That is not a valid choice.");
}

std::string say_goodbye(const std::string& language) {
  return pick(language, "Grazie e arrivederci.", "Merci et au revoir.", "Thank you and goodbye.");
}

}  // namespace filo::ivr
