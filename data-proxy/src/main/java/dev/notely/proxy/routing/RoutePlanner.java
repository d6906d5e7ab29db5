package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.NoteReply;

/** Decides, purely, what a reply means under the placement that was its proof. */
final class RoutePlanner {
  private RoutePlanner() {}

  static NextStep plan(Placement proof, NoteReply reply) {
    return switch (reply.refusal()) {
      case NONE -> reply.provisional() ? NextStep.VALIDATE : NextStep.ANSWER;
      case STALE_EPOCH -> NextStep.REFRESH;
      case SEALED_ROW -> NextStep.WAIT;
      case NOT_HOME -> proof.phase() == Phase.NEW ? NextStep.ADMIT : NextStep.REFRESH;
      case WRONG_STORE, NOT_CLOSED, PURGING, GAP, MISMATCH, COMPLETE, IN_USE -> NextStep.FAIL;
    };
  }
}
