package dev.notely.runtime.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.runtime.telemetry.Distribution;
import dev.notely.runtime.telemetry.Instruments;
import dev.notely.runtime.telemetry.Telemetry;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TransportTest {
  private final Instruments instruments = new Instruments();
  private final OpenTelemetrySdk telemetry =
      Telemetry.start("test", Map.of(), List.of(instruments));
  private final Transport transport = new Transport(telemetry);
  private Server server;
  private Channel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        transport.startServer(
            new HostPort("127.0.0.1", 0), List.of(new HealthStatusManager().getHealthService()));
    channel = transport.channel(new HostPort("127.0.0.1", server.getPort()));
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
    transport.close();
    telemetry.close();
  }

  private void check(Channel over) {
    var _ = HealthGrpc.newBlockingStub(over).check(HealthCheckRequest.getDefaultInstance());
  }

  private Map<List<String>, Distribution> calls() {
    return instruments
        .read()
        .histogram("rpc.server.duration", List.of("rpc.method", Mirrored.ATTRIBUTE));
  }

  @Test
  void callsThatNoUserWaitsForAreMeasuredApart() {
    check(channel);
    check(ClientInterceptors.intercept(channel, Mirrored.marks()));
    await().until(() -> calls().size() == 2);
    assertThat(calls().keySet())
        .containsExactlyInAnyOrder(List.of("Check", ""), List.of("Check", "true"));
  }
}
