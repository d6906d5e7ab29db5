package dev.notely.tui.screen;

import dev.notely.tui.stream.OperatorCall;

/** The answer to an event. */
public record Step(ScreenState state, Effect effect) {
  private static final Effect NONE = new Effect.None();

  static Step to(ScreenState state) {
    return new Step(state, NONE);
  }

  static Step asking(ScreenState state, OperatorCall call) {
    return new Step(state.telling(Outcome.plain("asked; no answer yet")), new Effect.Ask(call));
  }

  /** Something that is only read: its outcome is what it shows. */
  static Step reading(ScreenState state, OperatorCall call) {
    return new Step(state, new Effect.Ask(call));
  }

  /** Nothing changes but what is said. */
  static Step refusing(ScreenState state, String why) {
    return to(state.telling(new Outcome(why, Role.WARN)));
  }
}
