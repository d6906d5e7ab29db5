package dev.notely.tui.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.Gone;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Migration;
import dev.notely.proto.telemetry.v1.Missing;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.Section;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proto.telemetry.v1.StoreOperation;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TelemetryViewTest {
  private static final ByteString ID = ByteString.copyFrom(new byte[16]);
  private static final String KEY = "00000000000000000000000000000000";

  private static TelemetryUpdate.Builder update(long base, long version) {
    return TelemetryUpdate.newBuilder()
        .setFormat(1)
        .setStream("s")
        .setBase(base)
        .setVersion(version)
        .setTimeMs(version * 1_000)
        .setProxy("proxy-1");
  }

  /** One row in each section. */
  private static TelemetryUpdate.Builder snapshot(long version) {
    return update(0, version)
        .addRoutes(
            RouteFigures.newBuilder()
                .setMethod("GET")
                .setRoute("/stores")
                .setStatus(200)
                .setTotal(1))
        .addOperations(
            StoreOperation.newBuilder().setStore("new").setOperation("get").setStatus("ok"))
        .addProxies(Proxy.newBuilder().setName("proxy-1"))
        .addGateways(Gateway.newBuilder().setName("gateway"))
        .addStores(Store.newBuilder().setName("new").setNotes(1))
        .addAccounts(Account.newBuilder().setId(ID).setName("Ada"))
        .addMigrations(Migration.newBuilder().setId(7).setState("RUNNING"))
        .addFindings(Finding.newBuilder().setId("f"))
        .addLog(LogEvent.newBuilder().setMessage("one"))
        .setDeployment(Deployment.newBuilder().setStrategy("canary"))
        .addMissing(Missing.newBuilder().setWho("new"))
        .setAccountsTotal(1);
  }

  private static TelemetryView next(TelemetryView view, TelemetryUpdate.Builder update) {
    assertThat(view.apply(update.build())).isInstanceOf(Applied.Next.class);
    return ((Applied.Next) view.apply(update.build())).view();
  }

  private static TelemetryView first() {
    return next(TelemetryView.EMPTY, snapshot(3));
  }

  @Test
  void aSnapshotIsAllThereIs() {
    TelemetryView view = first();
    assertThat(view.routes()).containsOnlyKeys("GET /stores 200");
    assertThat(view.operations()).containsOnlyKeys("new get ok");
    assertThat(view.proxies()).containsOnlyKeys("proxy-1");
    assertThat(view.gateways()).containsOnlyKeys("gateway");
    assertThat(view.stores()).containsOnlyKeys("new");
    assertThat(view.accounts()).containsOnlyKeys(KEY);
    assertThat(view.migrations()).containsOnlyKeys("7");
    assertThat(view.findings()).containsOnlyKeys("f");
    assertThat(view.log()).hasSize(1);
    assertThat(view.stream()).isEqualTo("s");
    assertThat(view.version()).isEqualTo(3);

    TelemetryView other = next(view, update(0, 1).setStream("t"));
    assertThat(other.stores()).isEmpty();
    assertThat(other.log()).isEmpty();
    assertThat(other.deployment().getStrategy()).isEmpty();
  }

  @Test
  void aDeltaReplacesRowsAndLeavesTheOthers() {
    TelemetryView view = first();
    TelemetryView changed =
        next(
            view,
            update(3, 4)
                .addStores(Store.newBuilder().setName("new").setNotes(2))
                .addStores(Store.newBuilder().setName("old").setNotes(9))
                .setAccountsTotal(1));
    assertThat(changed.stores())
        .extractingByKey("new")
        .isEqualTo(Store.newBuilder().setName("new").setNotes(2).build());
    assertThat(changed.stores()).containsOnlyKeys("new", "old");
    assertThat(changed.deployment().getStrategy()).isEqualTo("canary");
    assertThat(view.stores()).as("the one before stays as it was").containsOnlyKeys("new");
  }

  /** So that nobody sorts ten thousand accounts because a rate has changed. */
  @Test
  void whatIsNotTouchedIsTheSameObject() {
    TelemetryView view = first();
    TelemetryView changed =
        next(view, update(3, 4).addStores(Store.newBuilder().setName("new").setNotes(2)));
    assertThat(changed.accounts()).isSameAs(view.accounts());
    assertThat(changed.migrations()).isSameAs(view.migrations());
    assertThat(changed.log()).isSameAs(view.log());
    assertThat(changed.stores()).isNotSameAs(view.stores());
  }

  @Test
  void whatIsGoneIsGoneInItsSectionOnly() {
    TelemetryView changed =
        next(
            first(),
            update(3, 4)
                .addGone(Gone.newBuilder().setSection(Section.ACCOUNTS).setKey(KEY))
                .addGone(Gone.newBuilder().setSection(Section.ROUTES).setKey("GET /stores 200"))
                .addGone(Gone.newBuilder().setSection(Section.STORES).setKey("gateway")));
    assertThat(changed.accounts()).isEmpty();
    assertThat(changed.routes()).isEmpty();
    assertThat(changed.gateways()).containsOnlyKeys("gateway");
    assertThat(changed.stores()).containsOnlyKeys("new");
  }

  @Test
  void whatCouldNotBeAskedIsCompleteInEveryUpdate() {
    assertThat(first().missing()).hasSize(1);
    assertThat(next(first(), update(3, 4)).missing()).isEmpty();
  }

  @Test
  void theLogKeepsTheLatestThousand() {
    TelemetryUpdate.Builder many = update(3, 4);
    IntStream.range(0, 1_500)
        .forEach(i -> many.addLog(LogEvent.newBuilder().setMessage("event " + i)));
    TelemetryView view = next(first(), many);
    assertThat(view.log()).hasSize(1_000);
    assertThat(view.log().getFirst().getMessage()).isEqualTo("event 500");
    assertThat(view.log().getLast().getMessage()).isEqualTo("event 1499");
  }

  @Test
  void aDeltaOfAnotherVersionOrStreamDoesNotFit() {
    TelemetryView view = first();
    assertThat(view.apply(update(2, 3).build())).isInstanceOf(Applied.Unfit.class);
    assertThat(view.apply(update(4, 5).build())).isInstanceOf(Applied.Unfit.class);
    assertThat(view.apply(update(3, 4).setStream("t").build())).isInstanceOf(Applied.Unfit.class);
    assertThat(TelemetryView.EMPTY.apply(update(3, 4).build())).isInstanceOf(Applied.Unfit.class);
  }

  @Test
  void anUnknownFormatIsNotReadAtAll() {
    assertThat(first().apply(update(0, 9).setFormat(2).build()))
        .isEqualTo(new Applied.UnknownFormat(2));
    assertThat(first().apply(update(3, 4).setFormat(0).build()))
        .isEqualTo(new Applied.UnknownFormat(0));
  }
}
