package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;

/**
 * What is done with an answer once the user has it: nothing there can change or delay it. On the
 * event loop: must neither block nor throw.
 */
public interface AfterAnswer {
  /** Does nothing. */
  AfterAnswer NONE = (placement, call, reply) -> {};

  /** One after the other. */
  static AfterAnswer both(AfterAnswer first, AfterAnswer second) {
    return (placement, call, reply) -> {
      first.answered(placement, call, reply);
      second.answered(placement, call, reply);
    };
  }

  /**
   * The user has the answer.
   *
   * @param placement with which the home was asked
   */
  void answered(Placement placement, NoteCall call, NoteReply reply);
}
