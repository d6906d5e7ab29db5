package dev.notely.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers as it was prepared, and remembers what was asked. The last answer of a route stays. */
final class GatewayStub implements AutoCloseable {
  /** A request: method and path with query, body, and who asked. */
  record Asked(String route, String body, String actor, String authorization) {}

  private record Answer(int status, String body, String link) {}

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

  GatewayStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  GatewayStub answer(String route, int status, String body) {
    return answer(route, status, body, "");
  }

  GatewayStub answer(String route, int status, String body, String link) {
    answers.computeIfAbsent(route, _ -> new ArrayDeque<>()).add(new Answer(status, body, link));
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String route = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(new Asked(route, body, header(exchange, "Actor"), header(exchange, "Authorization")));
    Deque<Answer> prepared = answers.getOrDefault(route, new ArrayDeque<>());
    Answer answer = prepared.size() > 1 ? prepared.remove() : prepared.peek();
    if (answer == null) {
      answer = new Answer(404, "{\"detail\":\"no such route " + route + "\"}", "");
    }
    if (!answer.link().isEmpty()) {
      exchange.getResponseHeaders().set("Link", "<" + answer.link() + ">; rel=\"next\"");
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
