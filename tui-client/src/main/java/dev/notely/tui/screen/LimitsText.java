package dev.notely.tui.screen;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Limits as one types them: name=number, separated by spaces. Pure. */
final class LimitsText {
  private static final Pattern PART = Pattern.compile("\\S+");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LimitsText() {}

  /**
   * As the contract has them; which names and numbers are allowed, the server says.
   *
   * @throws IllegalArgumentException naming the part that cannot be read
   */
  static String json(String text) {
    ObjectNode limits = JSON.createObjectNode();
    PART.matcher(text).results().map(MatchResult::group).forEach(part -> add(limits, part));
    if (limits.isEmpty()) {
      throw new IllegalArgumentException("no limit is named, as in recordsPerSecond=5000");
    }
    return limits.toString();
  }

  private static void add(ObjectNode limits, String part) {
    int equals = part.indexOf('=');
    if (equals <= 0) {
      throw new IllegalArgumentException(
          "'" + part + "' is not name=number, as in recordsPerSecond=5000");
    }
    String name = part.substring(0, equals);
    String value = part.substring(equals + 1);
    try {
      if (value.contains(".")) {
        limits.put(name, Double.parseDouble(value));
      } else {
        limits.put(name, Long.parseLong(value));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is '" + value + "'; it is a number", e);
    }
  }
}
