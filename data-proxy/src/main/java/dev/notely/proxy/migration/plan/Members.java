package dev.notely.proxy.migration.plan;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The members of one JSON object, read strictly: each refusal is one sentence that begins with the
 * path and says what is allowed.
 */
final class Members {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern SIMPLE_DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h)");
  private static final int NEAR = 2;
  private static final int LONGEST_QUOTE = 60;

  private final String path; // empty: the document
  private final JsonNode object;

  /** Takes an object that may have only these members. */
  Members(String path, JsonNode object, List<String> allowed) {
    this.path = path;
    this.object = object;
    if (!object.isObject()) {
      throw refuse(
          path.isEmpty() ? "the specification" : path,
          "must be an object with " + listing(allowed));
    }
    for (String name : object.propertyNames()) {
      if (!allowed.contains(name)) {
        throw refuse(
            at(shortened(name)),
            "is not known" + near(name, allowed) + "; allowed are " + listing(allowed));
      }
    }
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  boolean has(String name) {
    return object.has(name);
  }

  /** The member that must be there. */
  JsonNode required(String name) {
    return member(name).orElseThrow(() -> refuse(at(name), "is missing"));
  }

  Optional<JsonNode> member(String name) {
    return object.optional(name);
  }

  Optional<String> text(String name, Pattern pattern, String allowed) {
    return member(name).map(node -> text(at(name), node, pattern, allowed));
  }

  static String text(String path, JsonNode node, Pattern pattern, String allowed) {
    if (!node.isString() || !pattern.matcher(node.stringValue()).matches()) {
      throw refuse(path, "must be " + allowed + but(node));
    }
    return node.stringValue();
  }

  /** One of a few words. */
  Optional<String> word(String name, List<String> words) {
    return member(name)
        .map(node -> {
          if (!node.isString() || !words.contains(node.stringValue())) {
            String hint = node.isString() ? near(node.stringValue(), words) : "";
            throw refuse(at(name), "must be " + either(words) + but(node) + hint);
          }
          return node.stringValue();
        });
  }

  Optional<Boolean> flag(String name) {
    return member(name)
        .map(node -> {
          if (!node.isBoolean()) {
            throw refuse(at(name), "must be true or false" + but(node));
          }
          return node.booleanValue();
        });
  }

  Optional<Long> whole(String name, long least, long most) {
    return member(name)
        .map(node -> {
          if (!node.isIntegralNumber()
              || !node.canConvertToLong()
              || node.longValue() < least
              || node.longValue() > most) {
            throw refuse(
                at(name), "must be a whole number from " + least + " to " + most + but(node));
          }
          return node.longValue();
        });
  }

  Optional<Double> number(String name, double least, double most) {
    return member(name)
        .map(node -> {
          double value = node.isNumber() ? node.asDouble(Double.NaN) : Double.NaN;
          if (!(value >= least && value <= most)) {
            throw refuse(
                at(name),
                "must be a number from " + plain(least) + " to " + plain(most) + but(node));
          }
          return value;
        });
  }

  /** More than 0, at most 100. */
  Optional<Double> percent(String name) {
    return member(name)
        .map(node -> {
          double value = node.isNumber() ? node.asDouble(Double.NaN) : Double.NaN;
          if (!(value > 0 && value <= 100)) {
            throw refuse(at(name), "must be a number above 0 and at most 100" + but(node));
          }
          return value;
        });
  }

  Optional<Duration> duration(String name, Duration least, Duration most) {
    return member(name)
        .map(node -> {
          Duration value = node.isString() ? parsed(node.stringValue()) : Duration.ofNanos(-1);
          if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw refuse(
                at(name),
                "must be a duration from %s to %s, as \"500ms\", \"30s\", \"10m\", \"2h\" or ISO 8601"
                        .formatted(spoken(least), spoken(most))
                    + but(node));
          }
          return value;
        });
  }

  /** A negative duration, which no bound allows, if it is none. */
  private static Duration parsed(String text) {
    Matcher simple = SIMPLE_DURATION.matcher(text);
    if (!simple.matches()) {
      try {
        return Duration.parse(text);
      } catch (DateTimeException _) {
        return Duration.ofNanos(-1);
      }
    }
    long count = Long.parseLong(simple.group(1));
    return switch (simple.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  /** A list of different texts, at least one; empty if the member is not there. */
  List<String> texts(String name, int most, Pattern pattern, String allowed) {
    Optional<JsonNode> list = member(name);
    if (list.isEmpty()) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    HashSet<String> seen = new HashSet<>();
    for (JsonNode element : elements(at(name), list.get(), most)) {
      String where = at(name) + "[" + values.size() + "]";
      String value = text(where, element, pattern, allowed);
      if (!seen.add(value.toLowerCase(Locale.ROOT))) {
        throw refuse(where, "repeats '" + value + "'");
      }
      values.add(value);
    }
    return values;
  }

  List<UUID> ids(String name, int most) {
    return texts(name, most, UUID_TEXT, "the UUID of an account").stream()
        .map(UUID::fromString)
        .toList();
  }

  static List<JsonNode> elements(String path, JsonNode list, int most) {
    if (!list.isArray() || list.isEmpty() || list.size() > most) {
      throw refuse(path, "must be a list of 1 to " + most + " elements");
    }
    return List.copyOf(list.values());
  }

  /** The only label of an object of one member. */
  Optional<Map.Entry<String, String>> label(String name, Pattern pattern, String allowed) {
    return member(name)
        .map(node -> {
          if (!node.isObject() || node.size() != 1) {
            throw refuse(at(name), "must be an object of one label, as {\"region\": \"eu\"}");
          }
          Map.Entry<String, JsonNode> entry = node.properties().iterator().next();
          if (!pattern.matcher(entry.getKey()).matches()) {
            throw refuse(at(name), "has a key that is not " + allowed);
          }
          String where = at(name) + "." + entry.getKey();
          return Map.entry(entry.getKey(), text(where, entry.getValue(), pattern, allowed));
        });
  }

  static InvalidSpecException refuse(String path, String what) {
    return new InvalidSpecException(path + " " + what);
  }

  /** Quotes what stands there instead. */
  static String but(JsonNode node) {
    return node.isValueNode() ? ", not " + shortened(node.toString()) : "";
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
  }

  private static String listing(List<String> words) {
    return String.join(", ", words);
  }

  private static String either(List<String> words) {
    List<String> quoted = words.stream().map(word -> "'" + word + "'").toList();
    return String.join(" or ", quoted);
  }

  private static String near(String name, List<String> words) {
    return words.stream()
        .filter(word -> distance(name, word) <= NEAR)
        .min((a, b) -> Integer.compare(distance(name, a), distance(name, b)))
        .map(word -> " (did you mean '" + word + "'?)")
        .orElse("");
  }

  /** Letters to insert, delete or replace; anything over the bound for words of other lengths. */
  static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > NEAR) {
      return NEAR + 1; // and a member name of a megabyte costs nothing
    }
    int[] above = new int[b.length() + 1];
    Arrays.setAll(above, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static String spoken(Duration time) {
    if (time.toMillis() % 1000 != 0) {
      return time.toMillis() + "ms";
    }
    return time.toSeconds() % 3600 == 0 ? time.toHours() + "h" : time.toSeconds() + "s";
  }
}
