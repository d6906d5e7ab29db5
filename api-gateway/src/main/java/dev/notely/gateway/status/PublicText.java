package dev.notely.gateway.status;

import java.util.regex.Pattern;

/** Sentences of the system for everybody: without ids of accounts and notes, without addresses. */
final class PublicText {
  private static final Pattern PRIVATE =
      Pattern.compile(
          "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}" // a UUID
              + "|/?\\b\\d{1,3}(\\.\\d{1,3}){3}(:\\d+)?\\b" // an IPv4 address
              + "|/?\\[[\\p{XDigit}.%]*:[\\p{XDigit}:.%]*\\](:\\d+)?" // an IPv6 one with a port
              + "|/?\\p{XDigit}{0,4}(:\\p{XDigit}{0,4}){3,7}"); // and without

  private PublicText() {}

  static String of(String sentence) {
    return PRIVATE.matcher(sentence).replaceAll("…");
  }
}
