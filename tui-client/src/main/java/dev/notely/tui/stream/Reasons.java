package dev.notely.tui.stream;

import io.grpc.Status;
import java.util.Locale;
import java.util.Objects;

/** Why a call had no success, for people. */
final class Reasons {
  private Reasons() {}

  /** The library's words for a connection that could not be made, or broke. */
  private static String plain(String words) {
    return switch (words) {
      case "io exception" -> "it cannot be reached";
      case "Network closed for unknown reason" -> "the connection broke";
      default -> words;
    };
  }

  /** The server's own words where there are some. */
  static String of(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String code = status.getCode().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String words = Objects.requireNonNullElse(status.getDescription(), code);
    return switch (status.getCode()) {
      case UNIMPLEMENTED -> "its release does not know this call";
      case DEADLINE_EXCEEDED -> "no answer in time";
      default -> plain(words);
    };
  }
}
