package dev.notely.tui.screen;

import dev.notely.tui.stream.OperatorCall;
import java.util.List;

/** What must be answered before anything is asked of the system. */
sealed interface Question {
  /** In one line. */
  String sentence();

  /** One key for each answer; every other key means no. */
  record Choice(String sentence, List<Option> options) implements Question {
    public Choice {
      options = List.copyOf(options);
    }

    /** Yes or no. */
    static Choice yes(String sentence, OperatorCall call) {
      return new Choice(sentence, List.of(new Option('y', "yes", new Answer.Ask(call))));
    }
  }

  record Option(char key, String label, Answer answer) {}

  /** What a choice leads to: a call, or the next question. */
  sealed interface Answer {
    record Ask(OperatorCall call) implements Answer {}

    record Next(Question question) implements Answer {}
  }

  /** A text and Enter; Esc means no. */
  record Prompt(String sentence, String typed, Purpose purpose) implements Question {
    Prompt with(String text) {
      return new Prompt(sentence, text, purpose);
    }
  }

  /** What a typed text is for. */
  sealed interface Purpose {
    /** The reason of a migration's command. */
    record Reason(long migration, String name, String command, boolean required)
        implements Purpose {}

    /** Limits of a migration, as name=number. */
    record Limits(long migration, String name) implements Purpose {}

    /** The reason to send all traffic back. */
    record ReleaseReason() implements Purpose {}
  }
}
