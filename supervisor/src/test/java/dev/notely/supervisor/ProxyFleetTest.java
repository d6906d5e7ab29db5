package dev.notely.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ReleaseShare;
import dev.notely.proto.catalog.v1.SupervisorMember;
import dev.notely.proto.catalog.v1.WantedProxies;
import dev.notely.runtime.process.StartupException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class ProxyFleetTest {
  private static final Members ONE_OF_V2 =
      Members.newBuilder()
          .addWanted(WantedProxies.newBuilder().setRelease("v2").setProxies(1))
          .addSplit(ReleaseShare.newBuilder().setRelease("v1").setPercent(100))
          .build();

  /** Wants one proxy of v2. */
  private static final class Catalog implements ProxyFleet.Link {
    @Override
    public void start(Supplier<SupervisorMember> present, Consumer<Members> onMembers) {
      onMembers.accept(ONE_OF_V2);
    }

    @Override
    public void close() {}
  }

  /** A machine on which no process can be started. */
  private static final class Full implements ProxyFleet.Launcher {
    private final CountDownLatch triedAgain = new CountDownLatch(2);

    @Override
    public ManagedProcess start(String release) {
      triedAgain.countDown();
      throw new StartupException("cannot start a proxy of " + release);
    }

    @Override
    public void stop(ManagedProcess proxy, long millis) {
      throw new AssertionError("none was started");
    }
  }

  @Test
  void whatCannotBeStartedIsToldOnceAndTriedAgain() throws InterruptedException {
    Full machine = new Full();
    List<String> told = new CopyOnWriteArrayList<>();
    try (ProxyFleet fleet =
        new ProxyFleet(
            "s", "v1", machine, new Catalog(), (who, what) -> told.add(who + " " + what))) {
      fleet.start();
      assertThat(machine.triedAgain.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(told).containsExactly("supervisor cannot start a proxy of v2; it is tried again");
  }
}
