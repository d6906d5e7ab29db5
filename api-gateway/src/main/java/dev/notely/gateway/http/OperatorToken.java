package dev.notely.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The operator's routes ask for a bearer token once one is configured. */
final class OperatorToken {
  private final String token;

  OperatorToken(String token) {
    this.token = token;
  }

  void check(ServerRequest request) {
    if (token.isEmpty()) {
      return;
    }
    String given = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8))) {
      throw new ProblemException(401, "this route asks for the operator's bearer token");
    }
  }
}
