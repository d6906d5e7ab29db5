package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.NoteReply;

/** Decides, purely, what a reply means under the placement that was its proof. */
final class RoutePlanner {
  private RoutePlanner() {}

  /** Of a reply of the home. */
  static NextStep plan(Placement proof, NoteReply reply) {
    return switch (reply.refusal()) {
      case NONE -> reply.provisional() ? NextStep.VALIDATE : NextStep.ANSWER;
      case STALE_EPOCH -> NextStep.REFRESH;
      case SEALED_ROW -> NextStep.WAIT;
      case NOT_HOME -> notHome(proof.phase());
      case ASK_FALLBACK ->
          proof.phase() == Phase.OVERLAID ? NextStep.ASK_FALLBACK : NextStep.REFRESH;
      case WRONG_STORE, NOT_CLOSED, PURGING, GAP, MISMATCH, COMPLETE, IN_USE -> NextStep.FAIL;
    };
  }

  private static NextStep notHome(Phase phase) {
    return switch (phase) {
      case NEW -> NextStep.ADMIT;
      case OVERLAID -> NextStep.OPEN;
      case SETTLED, MOVING, MOVED, KEPT, RETURNING, SWITCHING -> NextStep.REFRESH;
    };
  }

  /** Of a reply of the former home to a fallback read; it is the account's answer in part only. */
  static NextStep planFallback(NoteReply reply) {
    return switch (reply.refusal()) {
      case NONE -> NextStep.ANSWER;
      case STALE_EPOCH -> NextStep.REFRESH;
      case NOT_HOME, SEALED_ROW -> NextStep.OPEN; // not demoted yet
      case WRONG_STORE, NOT_CLOSED, PURGING, GAP, MISMATCH, COMPLETE, IN_USE, ASK_FALLBACK ->
          NextStep.FAIL;
    };
  }
}
