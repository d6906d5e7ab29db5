package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.notely.proto.migrations.v1.Cohort;
import dev.notely.proto.migrations.v1.CohortCounts;
import dev.notely.proto.migrations.v1.Cohorts;
import dev.notely.proto.migrations.v1.UserFeelingServiceGrpc;
import dev.notely.proxy.feeling.Counts;
import dev.notely.proxy.feeling.UserFeelings;
import dev.notely.proxy.store.FeelingClient;
import dev.notely.proxy.store.Ids;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users felt, between proxies, over real connections. */
final class UserFeelingGrpcTest {
  private static final UUID A = new UUID(0, 1);
  private static final UUID B = new UUID(0, 2);
  private static final List<Set<UUID>> COHORTS = List.of(Set.of(A), Set.of(B));

  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    transport.close();
  }

  private Server serve(int port, UserFeelings feelings) throws IOException {
    UserFeelingGrpcService service = new UserFeelingGrpcService(feelings, 20);
    Server server = transport.startServer(new HostPort("127.0.0.1", port), List.of(service));
    open.add(() -> {
      server.shutdownNow();
      service.close();
    });
    return server;
  }

  private static HostPort address(Server server) {
    return new HostPort("127.0.0.1", server.getPort());
  }

  private UserFeelingServiceGrpc.UserFeelingServiceBlockingStub stub(Server server) {
    ManagedChannel channel = transport.channel(address(server));
    open.add(channel::shutdownNow);
    return UserFeelingServiceGrpc.newBlockingStub(channel);
  }

  private FeelingClient client() {
    FeelingClient client = new FeelingClient(transport::channel, COHORTS);
    open.add(client);
    return client;
  }

  /** Until the client hears of it: its stream is open then. */
  private static void felt(FeelingClient client, UserFeelings feelings) {
    await()
        .until(() -> {
          feelings.record(A, 1_000, false);
          return client.take().getFirst().requests() > 0;
        });
  }

  @Test
  void countsOfAllProxiesAreAddedUp() throws IOException {
    UserFeelings here = new UserFeelings();
    UserFeelings there = new UserFeelings();
    FeelingClient client = client();
    client.follow(List.of(address(serve(0, here)), address(serve(0, there))));
    felt(client, here);
    felt(client, there);
    client.take();
    for (int i = 0; i < 100; i++) {
      here.record(B, 5_000, false);
      there.record(B, 9_000, true);
    }
    Counts[] sum = {Counts.NONE};
    await()
        .untilAsserted(() -> {
          sum[0] = sum[0].plus(client.take().get(1));
          assertThat(sum[0].requests()).isEqualTo(200);
        });
    assertThat(sum[0].errors()).isEqualTo(100);
    assertThat(sum[0].percentileMicros(90)).isBetween(9_000L, 9_100L);
  }

  @Test
  void aProxyThatComesBackIsFollowedAgain() throws IOException {
    UserFeelings first = new UserFeelings();
    Server server = serve(0, first);
    int port = server.getPort();
    FeelingClient client = client();
    client.follow(List.of(address(server)));
    felt(client, first);
    server.shutdownNow();
    await().until(server::isTerminated);
    UserFeelings second = new UserFeelings();
    serve(port, second);
    felt(client, second);
  }

  @Test
  void aProxyThatIsNotFollowedIsNotHeard() throws IOException {
    UserFeelings feelings = new UserFeelings();
    Server server = serve(0, feelings);
    FeelingClient client = client();
    client.follow(List.of(address(server)));
    felt(client, feelings);
    client.follow(List.of());
    client.take();
    feelings.record(A, 1, false);
    assertThat(client.take()).containsOnly(Counts.NONE);
  }

  @Test
  void watchesAreBoundedAndTheirPlaceIsGivenBack() throws IOException {
    Server server = serve(0, new UserFeelings());
    List<ManagedChannel> channels = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      ManagedChannel channel = transport.channel(address(server));
      channels.add(channel);
      open.add(channel::shutdownNow);
      Iterator<CohortCounts> stream =
          UserFeelingServiceGrpc.newBlockingStub(channel).watch(request(1));
      assertThat(stream.next().getCohortsCount()).isEqualTo(1);
    }
    refused(server, request(1), Status.Code.RESOURCE_EXHAUSTED);
    channels.getFirst().shutdownNow();
    await().untilAsserted(() -> assertThat(stub(server).watch(request(1)).next()).isNotNull());
  }

  @Test
  void whatIsTooMuchOrNoIdIsRefusedAndTakesNoPlace() throws IOException {
    Server server = serve(0, new UserFeelings());
    for (int i = 0; i < 20; i++) {
      refused(server, Cohorts.getDefaultInstance(), Status.Code.INVALID_ARGUMENT);
    }
    refused(server, request(200_001), Status.Code.INVALID_ARGUMENT);
    refused(
        server,
        Cohorts.newBuilder()
            .addCohorts(Cohort.newBuilder().addAccounts(ByteString.copyFromUtf8("x")))
            .build(),
        Status.Code.INVALID_ARGUMENT);
    assertThat(stub(server).watch(request(200_000)).next().getCohorts(0).getRequests()).isZero();
  }

  private static Cohorts request(int accounts) {
    return Cohorts.newBuilder()
        .addCohorts(Cohort.newBuilder().addAllAccounts(Collections.nCopies(accounts, Ids.bytes(A))))
        .build();
  }

  private void refused(Server server, Cohorts request, Status.Code code) {
    assertThatThrownBy(() -> stub(server).watch(request).next())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }
}
