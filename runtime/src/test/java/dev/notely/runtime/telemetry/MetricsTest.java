package dev.notely.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.process.StartupException;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MetricsTest {
  private static MetricsOption parsed(String... arguments) {
    MetricsOption option = new MetricsOption();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("metrics", CommandLine.Model.CommandSpec.forAnnotatedObject(option)))
        .registerConverter(HostPort.class, new HostPort.Converter())
        .parseArgs(arguments);
    return option;
  }

  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @Test
  void aProcessServesWhatItMeasuresUntilItsTelemetryIsClosed() throws Exception {
    int port;
    try (ServerSocket socket = taken()) {
      port = socket.getLocalPort();
    }
    URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    try (HttpClient http = HttpClient.newHttpClient()) {
      try (OpenTelemetrySdk telemetry =
          Telemetry.start("t", Map.of(), parsed("--metrics", "127.0.0.1:" + port).readers())) {
        telemetry.getMeter("m").counterBuilder("notely.things").build().add(3);
        String body =
            http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
        assertThat(body)
            .contains("notely_things_total 3", "process_uptime_seconds ", "jvm_memory_used_bytes{");
      }
      assertThatThrownBy(
              () -> http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void withoutTheOptionNothingIsServed() {
    assertThat(parsed().readers()).isEmpty();
  }

  @Test
  void anAddressThatCannotBeUsedIsSaidInASentence() throws IOException {
    assertThatThrownBy(() -> parsed("--metrics", "127.0.0.1:0").readers())
        .isInstanceOf(StartupException.class)
        .hasMessage("--metrics is 127.0.0.1:0; its port is 1 to 65535, or nobody would know it");
    try (ServerSocket socket = taken()) {
      String address = "127.0.0.1:" + socket.getLocalPort();
      assertThatThrownBy(() -> parsed("--metrics", address).readers())
          .isInstanceOf(StartupException.class)
          .hasMessageStartingWith("--metrics cannot listen on " + address);
    }
  }
}
