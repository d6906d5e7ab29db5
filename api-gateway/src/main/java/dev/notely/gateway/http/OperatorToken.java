package dev.notely.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** The operator's routes ask for a bearer token once one is configured. */
final class OperatorToken {
  private static final String PROBLEM = "this route asks for the operator's bearer token";

  private final String token;

  OperatorToken(String token) {
    this.token = token;
  }

  void check(ServerRequest request) {
    if (!token.isEmpty() && !isGiven(request, "Bearer " + token)) {
      throw new ProblemException(401, PROBLEM);
    }
  }

  /**
   * For what people look at in a browser, which has no bearer token to send: it may also ask its
   * user, who gives the token as the password of "operator". Only for routes that change nothing: a
   * browser sends what it was given with every request, whichever page caused it.
   */
  void checkReader(ServerRequest request, ServerResponse response) {
    byte[] basic = ("operator:" + token).getBytes(StandardCharsets.UTF_8);
    if (token.isEmpty()
        || isGiven(request, "Bearer " + token)
        || isGiven(request, "Basic " + Base64.getEncoder().encodeToString(basic))) {
      return;
    }
    response.header(HeaderNames.WWW_AUTHENTICATE, "Basic realm=\"Notely\", charset=\"UTF-8\"");
    throw new ProblemException(401, PROBLEM + ", or for it as the password of 'operator'");
  }

  private static boolean isGiven(ServerRequest request, String wanted) {
    String given = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    return MessageDigest.isEqual(
        wanted.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
