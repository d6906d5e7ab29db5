package dev.notely.tui.screen;

import dev.notely.tui.screen.Question.Answer;
import dev.notely.tui.screen.Question.Choice;
import dev.notely.tui.screen.Question.Prompt;
import dev.notely.tui.screen.Question.Purpose;
import dev.notely.tui.stream.OperatorCall;
import dev.tamboui.tui.event.KeyEvent;
import java.util.Optional;

/** What a key answers to a question. Pure. */
final class QuestionUpdate {
  private static final int LONGEST = 200;

  private QuestionUpdate() {}

  /**
   * The next step.
   *
   * @param state without the question
   */
  static Step next(ScreenState state, Question question, KeyEvent key) {
    return switch (question) {
      case Choice choice -> chosen(state, choice, key);
      case Prompt prompt -> typed(state, prompt, key);
    };
  }

  private static Step chosen(ScreenState state, Choice choice, KeyEvent key) {
    Optional<Answer> answer =
        choice.options().stream()
            .filter(option -> key.isChar(option.key()))
            .map(Question.Option::answer)
            .findFirst();
    if (answer.isEmpty()) {
      return left(state);
    }
    return switch (answer.get()) {
      case Answer.Ask ask -> Step.asking(state, ask.call());
      case Answer.Next next -> asking(state, next.question());
    };
  }

  private static Step left(ScreenState state) {
    return Step.to(state.telling(Outcome.plain("nothing was asked")));
  }

  private static Step asking(ScreenState state, Question question) {
    return Step.to(state.with(state.talk().asking(question)));
  }

  private static Step typed(ScreenState state, Prompt prompt, KeyEvent key) {
    String text = prompt.typed();
    return switch (key.code()) {
      case ESCAPE -> left(state);
      case ENTER -> entered(state, prompt);
      case BACKSPACE ->
          asking(state, prompt.with(text.substring(0, Math.max(0, text.length() - 1))));
      case CHAR ->
          asking(state, text.length() < LONGEST ? prompt.with(text + key.character()) : prompt);
      default -> asking(state, prompt);
    };
  }

  private static Step entered(ScreenState state, Prompt prompt) {
    String text = prompt.typed().strip();
    return switch (prompt.purpose()) {
      case Purpose.Reason reason -> {
        if (reason.required() && text.isEmpty()) {
          yield asking(state.telling(new Outcome("a reason is required", Role.WARN)), prompt);
        }
        yield Step.asking(
            state,
            new OperatorCall.Command(reason.migration(), reason.name(), reason.command(), text));
      }
      case Purpose.ReleaseReason _ -> Step.asking(state, new OperatorCall.RollBackRelease(text));
      case Purpose.Limits limits -> limits(state, prompt, limits, text);
    };
  }

  private static Step limits(ScreenState state, Prompt prompt, Purpose.Limits limits, String text) {
    try {
      return Step.asking(
          state,
          new OperatorCall.SetLimits(limits.migration(), limits.name(), LimitsText.json(text)));
    } catch (IllegalArgumentException e) {
      return asking(state.telling(new Outcome(String.valueOf(e.getMessage()), Role.WARN)), prompt);
    }
  }
}
