package dev.notely.proxy.server.report;

import java.util.Set;

/** Events of a migration, as the catalog names them, in words. */
final class EventWords {
  private static final Set<String> COMMANDS =
      Set.of(
          "CREATED",
          "START",
          "CANCEL",
          "PAUSE",
          "RESUME",
          "RELEASE_HOLD",
          "ROLLBACK",
          "FINISH",
          "SET_LIMITS",
          "REPAIR");

  /** What the catalog writes ahead of the reason of a verification that was asked for. */
  private static final String OPEN = "OPEN";

  private EventWords() {}

  /** Somebody asked for it; else whoever leads the migration found it. */
  static boolean isCommand(String event, String reason) {
    return COMMANDS.contains(event) || isAsked(event, reason);
  }

  private static boolean isAsked(String event, String reason) {
    return event.equals("VERIFIED") && (reason.equals(OPEN) || reason.startsWith(OPEN + ": "));
  }

  /** The reason as whoever asked gave it. */
  static String reason(String event, String reason) {
    return isAsked(event, reason) ? reason.replaceFirst("^" + OPEN + "(: )?", "") : reason;
  }

  /** A clause; of an event that a newer release knows, its name. */
  static String of(String event, String reason, String wave) {
    return switch (event) {
      case "CREATED" -> "written down";
      case "START" -> "started";
      case "CANCEL" -> "cancelled";
      case "PAUSE" -> "paused";
      case "RESUME" -> "resumed";
      case "RELEASE_HOLD" -> "released";
      case "ROLLBACK" -> "rollback begun";
      case "FINISH" -> "finish begun";
      case "SET_LIMITS" -> "limits changed";
      case "REPAIR" -> "a copy to be made again";
      case "BASELINE_MEASURED" -> "measured what users felt before";
      case "WAVE_MOVED" -> "wave '" + wave + "' has moved, and is watched";
      case "GATE_PASSED" -> "gate of wave '" + wave + "' passed";
      case "GATE_FAILED" -> "gate of wave '" + wave + "' failed";
      case "FINDING" -> "something wrong found";
      case "KEEP_EXPIRED" -> "time of keeping the former homes over, finish begun";
      case "ALL_RETURNED" -> "every account is back";
      case "ALL_SETTLED" -> "every account has one store";
      case "VERIFIED" -> isAsked(event, reason) ? "verification asked for" : "verification";
      default -> event;
    };
  }
}
