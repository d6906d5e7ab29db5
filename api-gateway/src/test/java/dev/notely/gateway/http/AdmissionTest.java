package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final String NOTE =
      "/accounts/" + UUID.randomUUID() + "/notes/" + UUID.randomUUID();

  @Test
  void whatDoesNotFitIsRefusedAtOnceAndAnOperatorIsLetIn() throws Exception {
    try (GatewayUnderTest gateway = new GatewayUnderTest("", 2);
        ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
      gateway.proxy().holding = true;
      Future<GatewayUnderTest.Reply> first = users.submit(() -> get(gateway, NOTE));
      Future<GatewayUnderTest.Reply> second = users.submit(() -> get(gateway, NOTE));
      await().until(() -> gateway.proxy().held.size() == 2);

      GatewayUnderTest.Reply refused = get(gateway, NOTE);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.body().path("error").asString()).contains("too busy");
      assertThat(get(gateway, "/stores").status()).isEqualTo(200);
      assertThat(get(gateway, "/healthz").status()).isEqualTo(200);

      gateway.proxy().holding = false;
      gateway.proxy().held.forEach(Runnable::run);
      assertThat(first.get().status()).isEqualTo(404);
      assertThat(second.get().status()).isEqualTo(404);
      assertThat(get(gateway, NOTE).status()).isEqualTo(404);
    }
  }

  @Test
  void whatIsShedBehindMakesFewerFit() throws Exception {
    assertThat(fittingAfterTenAreShed(false)).isEqualTo(64);
  }

  @Test
  void whatIsShedForTheSakeOfOneStoreTakesNoPlaceFromTheOthers() throws Exception {
    assertThat(fittingAfterTenAreShed(true)).isEqualTo(100);
  }

  private static int fittingAfterTenAreShed(boolean forAStore) throws Exception {
    try (GatewayUnderTest gateway = new GatewayUnderTest("", 100);
        ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
      gateway.proxy().failsForAStore = forAStore;
      for (int i = 0; i < 10; i++) {
        gateway.proxy().failures.add(Status.RESOURCE_EXHAUSTED.withDescription("too busy"));
        GatewayUnderTest.Reply shed = get(gateway, NOTE);
        assertThat(shed.status()).isEqualTo(429);
        assertThat(shed.header("Retry-After")).isEqualTo("1");
      }
      gateway.proxy().holding = true;
      List<Future<GatewayUnderTest.Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 110; i++) {
        replies.add(users.submit(() -> get(gateway, NOTE)));
      }
      await()
          .until(() ->
              replies.stream().filter(Future::isDone).count() + gateway.proxy().held.size() == 110);
      int fitting = gateway.proxy().held.size();
      gateway.proxy().holding = false;
      gateway.proxy().held.forEach(Runnable::run);
      for (Future<GatewayUnderTest.Reply> reply : replies) {
        assertThat(reply.get().status()).isIn(404, 503);
      }
      return fitting;
    }
  }

  private static GatewayUnderTest.Reply get(GatewayUnderTest gateway, String path) {
    return gateway.send("GET", path, "", Map.of());
  }
}
