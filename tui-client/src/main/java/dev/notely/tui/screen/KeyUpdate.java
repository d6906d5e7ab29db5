package dev.notely.tui.screen;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import java.util.Optional;

/**
 * What a key makes of a state. A question has all keys, then a filter that is typed, then help;
 * what is left is the page's. Pure.
 */
final class KeyUpdate {
  private KeyUpdate() {}

  static Step next(ScreenState state, KeyEvent key) {
    if (key.isCtrlC()) {
      return new Step(state, new Effect.Quit());
    }
    Optional<Question> question = state.talk().question();
    if (question.isPresent()) {
      return QuestionUpdate.next(state.with(state.talk().withoutQuestion()), question.get(), key);
    }
    if (Filtering.isTyped(state)) {
      return Step.to(Filtering.key(state, key));
    }
    if (state.talk().help()) {
      return helped(state, key);
    }
    if (key.code() == KeyCode.CHAR) {
      return character(state, key);
    }
    return named(state, key.code());
  }

  /** Every key ends the help; those that lead elsewhere do so as well. */
  private static Step helped(ScreenState state, KeyEvent key) {
    ScreenState page = state.with(state.talk().helping(false));
    boolean leads = key.code() == KeyCode.CHAR && "q1234hl".indexOf(key.character()) >= 0;
    return leads ? character(page, key) : Step.to(page);
  }

  private static Step character(ScreenState state, KeyEvent key) {
    char c = key.character();
    return switch (c) {
      case 'q' -> new Step(state, new Effect.Quit());
      case '1', '2', '3', '4' -> Step.to(state.with(page(c)));
      case 'h' -> Step.to(state.with(state.page().previous()));
      case 'l' -> Step.to(state.with(state.page().next()));
      case 'j' -> Step.to(Scrolling.by(state, 1));
      case 'k' -> Step.to(Scrolling.by(state, -1));
      case 'f', ' ' -> Step.to(Scrolling.screens(state, 1));
      case 'b' -> Step.to(Scrolling.screens(state, -1));
      case 'g' -> Step.to(Scrolling.by(state, -Scrolling.FAR));
      case 'G' -> Step.to(Scrolling.by(state, Scrolling.FAR));
      case '?' -> Step.to(state.with(state.talk().helping(true)));
      case 't' -> themed(state);
      case '/' -> Filtering.begin(state);
      case 'o' -> Filtering.order(state);
      case 'v' -> Filtering.level(state);
      case 'm' -> AccountKeys.toggle(state);
      case 'M' -> AccountKeys.all(state);
      case 's' -> AccountKeys.nextTarget(state);
      case 'd' -> ReleaseKeys.deploy(state);
      case 'R' -> ReleaseKeys.rollback(state);
      default -> MigrationKeys.pressed(state, c);
    };
  }

  private static Page page(char key) {
    return Page.ALL.stream().filter(page -> page.key() == key).findFirst().orElseThrow();
  }

  private static Step named(ScreenState state, KeyCode code) {
    return switch (code) {
      case UP -> Step.to(Scrolling.by(state, -1));
      case DOWN -> Step.to(Scrolling.by(state, 1));
      case PAGE_UP -> Step.to(Scrolling.screens(state, -1));
      case PAGE_DOWN -> Step.to(Scrolling.screens(state, 1));
      case HOME -> Step.to(Scrolling.by(state, -Scrolling.FAR));
      case END -> Step.to(Scrolling.by(state, Scrolling.FAR));
      case LEFT -> Step.to(state.with(state.page().previous()));
      case RIGHT, TAB -> Step.to(state.with(state.page().next()));
      case ENTER -> Details.open(state);
      case ESCAPE -> Step.to(escaped(state));
      case BACKSPACE,
          DELETE,
          INSERT,
          F1,
          F2,
          F3,
          F4,
          F5,
          F6,
          F7,
          F8,
          F9,
          F10,
          F11,
          F12,
          CHAR,
          UNKNOWN ->
          Step.to(state);
    };
  }

  /** What lies on top goes: the detail, the filter, the last outcome. */
  private static ScreenState escaped(ScreenState state) {
    if (state.talk().detail().isPresent()) {
      return state.with(state.talk().withoutDetail());
    }
    return Filtering.isFiltered(state) ? Filtering.clear(state) : state.telling(Outcome.NONE);
  }

  private static Step themed(ScreenState state) {
    return Step.to(state.with(state.window().themed(state.window().theme().next())));
  }
}
