package dev.notely.runtime.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Between a real client and a server whose calls take as long as the test says. */
class WaitsBehindTest {
  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong told = new AtomicLong();
  private long takesMillis;
  private @Nullable StatusRuntimeException failure;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    HealthGrpc.HealthImplBase service =
        new HealthGrpc.HealthImplBase() {
          @Override
          public void check(
              HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(takesMillis));
            StatusRuntimeException fails = failure;
            if (fails != null) {
              observer.onError(fails);
            } else {
              observer.onNext(HealthCheckResponse.getDefaultInstance());
              observer.onCompleted();
            }
          }
        };
    server =
        transport.startServer(
            new HostPort("127.0.0.1", 0),
            List.of(() ->
                ServerInterceptors.intercept(
                    service, WaitsBehind.tellsOf(Duration.ofMillis(500), nanos::get))));
    channel = transport.channel(new HostPort("127.0.0.1", server.getPort()));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    transport.close();
  }

  private long tellsOf(long millis) {
    takesMillis = millis;
    told.set(0);
    var _ =
        HealthGrpc.newBlockingStub(
                ClientInterceptors.intercept(channel, WaitsBehind.hears(told::incrementAndGet)))
            .check(HealthCheckRequest.getDefaultInstance());
    return told.get();
  }

  @Test
  void whatTookLongIsTold() {
    assertThat(tellsOf(499)).isZero();
    assertThat(tellsOf(500)).isEqualTo(1);
  }

  @Test
  void aFailureIsToldIfItTookLongOrSaysSo() {
    failure = Status.DEADLINE_EXCEEDED.asRuntimeException();
    assertThatThrownBy(() -> tellsOf(1)).isInstanceOf(StatusRuntimeException.class);
    assertThat(told).hasValue(0);
    assertThatThrownBy(() -> tellsOf(900)).isInstanceOf(StatusRuntimeException.class);
    assertThat(told).hasValue(1);
    failure = WaitsBehind.refusal(Status.RESOURCE_EXHAUSTED.withDescription("busy"));
    assertThatThrownBy(() -> tellsOf(1)).hasMessage("RESOURCE_EXHAUSTED: busy");
    assertThat(told).hasValue(1);
  }
}
