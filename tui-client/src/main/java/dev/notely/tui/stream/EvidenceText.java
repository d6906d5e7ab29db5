package dev.notely.tui.stream;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Evidence as it can be read in few lines: name=value, which may be wrapped between two. Pure. */
public final class EvidenceText {
  private static final MathContext SHOWN = new MathContext(4);
  private static final int LONGEST = 4_000; // of rows that are no records there may be 256 KiB

  private EvidenceText() {}

  /** Empty where there is none. */
  public static String of(JsonNode evidence) {
    if (evidence.isMissingNode() || evidence.isNull()) {
      return "";
    }
    String text = evidence.isObject() ? members(evidence) : value(evidence);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static String members(JsonNode node) {
    return node.propertyStream()
        .map(member -> member.getKey() + "=" + value(member.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String value(JsonNode value) {
    if (value.isObject()) {
      return "{" + members(value) + "}";
    }
    if (value.isArray()) {
      return value
          .valueStream()
          .map(EvidenceText::value)
          .collect(Collectors.joining(" ", "[", "]"));
    }
    if (value.isFloatingPointNumber()) {
      BigDecimal rounded = value.decimalValue().round(SHOWN).stripTrailingZeros();
      return rounded.toPlainString();
    }
    return value.isString() ? value.stringValue() : value.toString();
  }
}
