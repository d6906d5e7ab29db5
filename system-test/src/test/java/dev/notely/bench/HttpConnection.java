package dev.notely.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One connection of one client to the gateway: HTTP/1.1 over a plain socket, as two cores that the
 * system needs are not to be spent on a client. Not thread-safe.
 */
final class HttpConnection implements AutoCloseable {
  private static final int TIMEOUT_MS = 15_000;
  private static final String CONTENT = "\"content\":\"";

  private final URI base;
  private Optional<Socket> socket = Optional.empty();
  private InputStream in = InputStream.nullInputStream();

  HttpConnection(URI base) {
    this.base = base;
  }

  Answer send(Operation operation) {
    try {
      Socket connected = connected();
      connected.getOutputStream().write(request(operation));
      return read();
    } catch (IOException e) {
      close();
      return new Answer.Failed("no answer: " + e.getMessage());
    }
  }

  private Socket connected() throws IOException {
    if (socket.isEmpty()) {
      Socket opened = new Socket();
      opened.connect(new InetSocketAddress(base.getHost(), base.getPort()), TIMEOUT_MS);
      opened.setTcpNoDelay(true);
      opened.setSoTimeout(TIMEOUT_MS);
      in = new BufferedInputStream(opened.getInputStream());
      socket = Optional.of(opened);
    }
    return socket.get();
  }

  private byte[] request(Operation operation) {
    String notes = "/accounts/" + operation.account() + "/notes";
    String note = notes + "/" + operation.note();
    String head = " HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\n";
    String text =
        switch (operation.kind()) {
          case GET -> "GET " + note + head + "\r\n";
          case UPDATE -> "PUT " + note + head + body("{" + CONTENT + operation.content() + "\"}");
          case CREATE ->
              "POST "
                  + notes
                  + head
                  + body(
                      "{\"id\":\""
                          + operation.note()
                          + "\","
                          + CONTENT
                          + operation.content()
                          + "\"}");
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String body(String json) {
    return "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
  }

  private Answer read() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return switch (status) {
      case 200, 201 -> new Answer.Done(content(body));
      case 429, 500, 502, 503, 504 -> new Answer.Failed("status " + status);
      default -> new Answer.Wrong("status " + status + ": " + body);
    };
  }

  /** Contents have nothing to escape. */
  private static String content(String json) {
    int start = json.indexOf(CONTENT) + CONTENT.length();
    return json.substring(start, json.indexOf('"', start));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection has ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      if (socket.isPresent()) {
        socket.get().close();
      }
    } catch (IOException e) {
      // It is not used again.
    }
    socket = Optional.empty();
  }
}
