package dev.notely.tui.screen;

import dev.notely.tui.stream.OperatorCall;

/** What is to be done about an event, besides drawing the new state. */
public sealed interface Effect {
  /** Nothing. */
  record None() implements Effect {}

  /** The program ends; the system goes on. */
  record Quit() implements Effect {}

  /** Ask it of the proxy; the answer comes as {@link ScreenEvent.Told}. */
  record Ask(OperatorCall call) implements Effect {}
}
