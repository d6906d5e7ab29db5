package dev.notely.gateway.http;

import dev.notely.gateway.proxy.ProxyCallException;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where an error becomes an HTTP status: problem+json (RFC 9457), with the hands-on
 * app's member {@code error}. Never a stack trace.
 */
final class ProblemMapper {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);
  private static final String TYPE = "application/problem+json";

  private ProblemMapper() {}

  static void send(ServerResponse response, Throwable failure) {
    switch (failure) {
      case ProblemException problem ->
          send(response, problem.status(), String.valueOf(problem.getMessage()), problem.members());
      case ProxyCallException call -> send(response, call);
      default -> {
        LOG.error("a request failed", failure);
        send(response, 500, "the gateway failed", Map.of());
      }
    }
  }

  private static void send(ServerResponse response, ProxyCallException call) {
    int status =
        switch (call.kind()) {
          case UNAVAILABLE -> 503;
          case OVERLOADED -> 429;
          case DEADLINE -> 504;
          case NOT_FOUND -> 404;
          case TAKEN, CONFLICT -> 409;
          case INVALID -> 400;
          case FAULT -> 500;
        };
    if (status == 503 || status == 429) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    String text =
        switch (call.kind()) {
          case DEADLINE -> "no answer in time; a write may or may not have happened";
          case FAULT -> "the service failed";
          case NOT_FOUND, TAKEN, UNAVAILABLE, OVERLOADED, CONFLICT, INVALID ->
              String.valueOf(call.getMessage());
        };
    send(response, status, text, Map.of());
  }

  private static void send(
      ServerResponse response, int status, String text, Map<String, Object> members) {
    response
        .status(Status.create(status))
        .header(HeaderNames.CONTENT_TYPE, TYPE)
        .send(Json.write(problem(status, text, members)));
  }

  private static Map<String, Object> problem(int status, String text, Map<String, Object> members) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", Status.create(status).reasonPhrase());
    problem.put("status", status);
    problem.put("detail", text);
    problem.put("error", text);
    problem.putAll(members);
    return problem;
  }

  /** What Helidon refuses before any route sees it. */
  static DirectHandler beforeRouting() {
    return (request, type, status, headers, message) -> {
      String text =
          switch (type) {
            case PAYLOAD_TOO_LARGE -> "the body has more than " + Requests.MAX_BODY + " bytes";
            case INTERNAL_ERROR -> "the gateway failed";
            default -> "the request is not valid HTTP for this service";
          };
      ServerResponseHeaders answer = headers;
      answer.set(HeaderValues.create(HeaderNames.CONTENT_TYPE, TYPE));
      return DirectHandler.TransportResponse.builder()
          .status(status)
          .headers(answer)
          .entity(Json.write(problem(status.code(), text, Map.of())))
          .build();
    };
  }
}
