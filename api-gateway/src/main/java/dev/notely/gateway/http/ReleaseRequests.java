package dev.notely.gateway.http;

import dev.notely.gateway.proxy.ReleaseClient;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What the routes of releases read from requests; what is wrong is named with what is allowed. */
final class ReleaseRequests {
  private static final Map<String, String> STRATEGIES =
      Map.of("rolling", "ROLLING", "blueGreen", "BLUE_GREEN", "canary", "CANARY");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Duration SHORTEST_SOAK = Duration.ofMillis(100);
  private static final Duration LONGEST_SOAK = Duration.ofHours(24);

  private ReleaseRequests() {}

  static ReleaseClient.Wish wish(JsonNode body) {
    return new ReleaseClient.Wish(
        strategy(body), steps(body), soakMs(body), mirror(body), release(body));
  }

  private static String strategy(JsonNode body) {
    String text = Requests.text(body, "strategy");
    if (!text.isEmpty() && !STRATEGIES.containsKey(text)) {
      throw ProblemException.badRequest("strategy must be rolling, blueGreen or canary");
    }
    return STRATEGIES.getOrDefault(text, "");
  }

  private static List<Integer> steps(JsonNode body) {
    JsonNode value = body.path("steps");
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    List<Integer> steps = new ArrayList<>();
    int before = 0;
    for (JsonNode step : value) {
      if (!step.isInt() || step.asInt() <= before || step.asInt() > 100) {
        throw badSteps();
      }
      before = step.asInt();
      steps.add(before);
    }
    if (!value.isArray() || before != 100 || steps.size() > 20) {
      throw badSteps();
    }
    return steps;
  }

  private static ProblemException badSteps() {
    return ProblemException.badRequest(
        "steps must be up to 20 whole percents that rise, the last 100, such as [1,10,50,100]");
  }

  private static int soakMs(JsonNode body) {
    String text = Requests.text(body, "soak");
    if (text.isEmpty()) {
      return 0;
    }
    Duration soak = duration(text);
    if (soak.compareTo(SHORTEST_SOAK) < 0 || soak.compareTo(LONGEST_SOAK) > 0) {
      throw badSoak();
    }
    return (int) soak.toMillis();
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    try {
      if (!matcher.matches()) {
        return Duration.parse(text);
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        default -> Duration.ofHours(number);
      };
    } catch (DateTimeException e) {
      throw badSoak();
    }
  }

  private static ProblemException badSoak() {
    return ProblemException.badRequest(
        "soak must be a duration of 100ms to 24h, such as 30s, 5m or PT30S");
  }

  private static double mirror(JsonNode body) {
    JsonNode value = body.path("mirror");
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1) {
      throw ProblemException.badRequest("mirror must be a share of reads from 0 to 1");
    }
    return value.asDouble();
  }

  private static String release(JsonNode body) {
    String text = Requests.text(body, "release");
    return text.isEmpty() ? text : release("release", text);
  }

  private static String release(String field, String name) {
    if (!name.matches("[A-Za-z0-9._-]{1,50}")) {
      throw ProblemException.badRequest(
          field + " must have 1 to 50 characters of A-Z, a-z, 0-9, '.', '_' and '-'");
    }
    return name;
  }

  /** Shares by release, together 100. */
  static Map<String, Integer> percent(JsonNode body) {
    JsonNode value = body.path("percent");
    Map<String, Integer> percent = new LinkedHashMap<>();
    int sum = 0;
    for (Map.Entry<String, JsonNode> share : value.properties()) {
      String name = release("a release in percent", share.getKey());
      if (!share.getValue().isInt()
          || share.getValue().asInt() < 0
          || share.getValue().asInt() > 100) {
        throw ProblemException.badRequest("percent." + name + " must be 0 to 100");
      }
      sum += share.getValue().asInt();
      percent.put(name, share.getValue().asInt());
    }
    if (!value.isObject() || percent.size() > 50 || sum != 100) {
      throw ProblemException.badRequest(
          "percent must be an object of up to 50 releases and their shares, together 100, such as"
              + " {\"v1\":90,\"v2\":10}");
    }
    return percent;
  }
}
