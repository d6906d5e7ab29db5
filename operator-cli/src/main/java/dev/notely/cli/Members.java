package dev.notely.cli;

import tools.jackson.databind.JsonNode;

/** Members of a document, read leniently: a newer or older gateway may have others. */
final class Members {
  private Members() {}

  /** A string as it is, anything else as JSON, empty where there is nothing. */
  static String text(JsonNode node, String member) {
    JsonNode value = node.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return value.isString() ? value.stringValue() : value.toString();
  }

  /** 0 where there is no number. */
  static double number(JsonNode node, String member) {
    JsonNode value = node.path(member);
    return value.isNumber() ? value.doubleValue() : 0;
  }

  static long count(JsonNode node, String member) {
    return Math.round(number(node, member));
  }

  static boolean has(JsonNode node, String member) {
    return !text(node, member).isEmpty();
  }
}
