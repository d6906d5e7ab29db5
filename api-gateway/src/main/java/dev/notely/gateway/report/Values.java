package dev.notely.gateway.report;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Values of a document for people. */
final class Values {
  /** More of one value does not fit a cell; the document has all of it. */
  private static final int LONGEST = 400;

  private Values() {}

  /** Empty where there is none. */
  static String text(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return value.isValueNode() ? value.asString() : cut(value.toString());
  }

  /** The members of an object as one line. */
  static String pairs(JsonNode object) {
    return cut(
        object
            .propertyStream()
            .map(member -> member.getKey() + " " + text(member.getValue()))
            .collect(Collectors.joining(", ")));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
