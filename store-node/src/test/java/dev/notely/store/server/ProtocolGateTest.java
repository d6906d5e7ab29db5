package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proto.catalog.v1.HeartbeatReply;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.store.v1.StatusRequest;
import dev.notely.proto.store.v1.StoreStatus;
import dev.notely.proto.store.v1.StoreStatusServiceGrpc;
import dev.notely.runtime.grpc.Protocol;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProtocolGateTest {
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk telemetry =
      OpenTelemetrySdk.builder()
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
          .build();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    ProtocolGate gate = new ProtocolGate(telemetry, InstantSource.system());
    InProcessServerBuilder builder = InProcessServerBuilder.forName("gate").directExecutor();
    List<BindableService> services = List.of(new Served(), new Members());
    gate.before(services).forEach(builder::addService);
    server = builder.build().start();
    channel = InProcessChannelBuilder.forName("gate").build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    telemetry.close();
  }

  private static final class Served extends StoreStatusServiceGrpc.StoreStatusServiceImplBase {
    @Override
    public void status(StatusRequest request, StreamObserver<StoreStatus> observer) {
      observer.onNext(StoreStatus.getDefaultInstance());
      observer.onCompleted();
    }
  }

  private static final class Members extends MemberServiceGrpc.MemberServiceImplBase {
    @Override
    public StreamObserver<dev.notely.proto.catalog.v1.Heartbeat> join(
        StreamObserver<HeartbeatReply> observer) {
      observer.onNext(HeartbeatReply.getDefaultInstance());
      observer.onCompleted();
      return new Recorder<>();
    }
  }

  private StoreStatusServiceGrpc.StoreStatusServiceBlockingStub stub() {
    return StoreStatusServiceGrpc.newBlockingStub(channel);
  }

  private Map<String, Long> refusals() {
    Map<String, Long> byReason = new TreeMap<>();
    for (MetricData metric : metrics.collectAllMetrics()) {
      metric
          .getLongSumData()
          .getPoints()
          .forEach(point ->
              byReason.put(
                  String.valueOf(
                      point.getAttributes().get(AttributeKey.stringKey("notely.reason"))),
                  point.getValue()));
    }
    return byReason;
  }

  @ParameterizedTest
  @ValueSource(ints = {Protocol.CURRENT, Protocol.CURRENT + 1})
  void thePresentProtocolAndLaterOnesAreServed(int version) {
    assertThat(
            stub()
                .withInterceptors(Protocol.says(version))
                .status(StatusRequest.getDefaultInstance()))
        .isEqualTo(StoreStatus.getDefaultInstance());
    assertThat(refusals()).isEmpty();
  }

  @Test
  void whoSaysNoneIsRefusedAndCounted() {
    assertThatThrownBy(() -> stub().status(StatusRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
              assertThat(e.getStatus().getDescription())
                  .isEqualTo(
                      "notely-protocol is missing; it is 2 or higher: the caller's release is too"
                          + " old");
            });
    assertThat(refusals()).containsExactly(Map.entry("missing", 1L));
  }

  @Test
  void whoSpeaksAnOlderOneIsRefusedAndCounted() {
    assertThatThrownBy(() ->
            stub()
                .withInterceptors(Protocol.says(Protocol.CURRENT - 1))
                .status(StatusRequest.getDefaultInstance()))
        .hasMessageContaining("notely-protocol is 1; it is 2 or higher");
    assertThat(refusals()).containsExactly(Map.entry("older", 1L));
  }

  @ParameterizedTest
  @CsvSource({"''", "two", "-2", "2.0", "99999999999"})
  void whatIsNoVersionCountsAsNone(String said) {
    io.grpc.Metadata headers = new io.grpc.Metadata();
    headers.put(
        io.grpc.Metadata.Key.of("notely-protocol", io.grpc.Metadata.ASCII_STRING_MARSHALLER), said);
    assertThatThrownBy(() ->
            stub()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .status(StatusRequest.getDefaultInstance()))
        .hasMessageContaining("notely-protocol is missing");
  }

  @Test
  void membersMaySpeakWithout() {
    Recorder<HeartbeatReply> replies = new Recorder<>();
    MemberServiceGrpc.newStub(channel).join(replies);
    replies.awaitItems(1);
    assertThat(refusals()).isEmpty();
  }
}
