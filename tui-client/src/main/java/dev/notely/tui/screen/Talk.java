package dev.notely.tui.screen;

import java.util.Optional;

/** What lies over the pages: help, one thing in detail, a question, the last outcome. */
record Talk(boolean help, Optional<Detail> detail, Optional<Question> question, Outcome outcome) {
  static final Talk NONE = new Talk(false, Optional.empty(), Optional.empty(), Outcome.NONE);

  Talk helping(boolean next) {
    return new Talk(next, detail, question, outcome);
  }

  Talk showing(Detail next) {
    return new Talk(help, Optional.of(next), question, outcome);
  }

  Talk withoutDetail() {
    return new Talk(help, Optional.empty(), question, outcome);
  }

  Talk asking(Question next) {
    return new Talk(help, detail, Optional.of(next), outcome);
  }

  Talk withoutQuestion() {
    return new Talk(help, detail, Optional.empty(), outcome);
  }

  Talk telling(Outcome next) {
    return new Talk(help, detail, question, next);
  }
}
