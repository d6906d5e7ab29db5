package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Gone;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Missing;
import dev.notely.proto.telemetry.v1.Section;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a watcher knows who keeps to telemetry.proto. */
final class TelemetryCopy {
  private final Map<Section, Map<String, Message>> rows = new EnumMap<>(Section.class);
  private List<LogEvent> log = new ArrayList<>();
  private List<Missing> missing = List.of();
  private Deployment deployment = Deployment.getDefaultInstance();
  private long accountsTotal;
  private String stream = "";
  private long version;

  void apply(TelemetryUpdate update) {
    assertThat(update.getFormat()).isEqualTo(1);
    if (update.getBase() == 0) {
      rows.clear();
      log.clear();
    } else {
      assertThat(update.getStream()).isEqualTo(stream);
      assertThat(update.getBase()).isEqualTo(version);
    }
    stream = update.getStream();
    version = update.getVersion();
    update
        .getRoutesList()
        .forEach(row ->
            put(
                Section.ROUTES,
                row.getMethod() + " " + row.getRoute() + " " + row.getStatus(),
                row));
    update
        .getOperationsList()
        .forEach(row ->
            put(
                Section.OPERATIONS,
                row.getStore() + " " + row.getOperation() + " " + row.getStatus(),
                row));
    update.getProxiesList().forEach(row -> put(Section.PROXIES, row.getName(), row));
    update.getGatewaysList().forEach(row -> put(Section.GATEWAYS, row.getName(), row));
    update.getStoresList().forEach(row -> put(Section.STORES, row.getName(), row));
    update
        .getAccountsList()
        .forEach(row -> put(Section.ACCOUNTS, AccountSweep.key(row.getId()), row));
    update
        .getMigrationsList()
        .forEach(row -> put(Section.MIGRATIONS, Long.toString(row.getId()), row));
    update.getFindingsList().forEach(row -> put(Section.FINDINGS, row.getId(), row));
    update.getGoneList().forEach(this::gone);
    log.addAll(update.getLogList());
    log = new ArrayList<>(log.subList(Math.max(0, log.size() - 1_000), log.size()));
    missing = update.getMissingList();
    accountsTotal = update.getAccountsTotal();
    if (update.hasDeployment()) {
      deployment = update.getDeployment();
    }
  }

  private void put(Section section, String key, Message row) {
    section(section).put(key, row);
  }

  private void gone(Gone gone) {
    section(gone.getSection()).remove(gone.getKey()); // it may have come and gone unseen
  }

  Map<String, Message> section(Section section) {
    return rows.computeIfAbsent(section, _ -> new HashMap<>());
  }

  List<LogEvent> log() {
    return log;
  }

  long version() {
    return version;
  }

  /** To go on after what it has. */
  WatchTelemetry request() {
    return WatchTelemetry.newBuilder().setStream(stream).setVersion(version).build();
  }

  /** Both know the same; of the log events the order may differ where updates came apart. */
  void assertSameAs(TelemetryCopy other) {
    for (Section section : Section.values()) {
      assertThat(section(section)).as(section.name()).isEqualTo(other.section(section));
    }
    assertThat(log).containsExactlyInAnyOrderElementsOf(other.log);
    assertThat(missing).isEqualTo(other.missing);
    assertThat(deployment).isEqualTo(other.deployment);
    assertThat(accountsTotal).isEqualTo(other.accountsTotal);
    assertThat(version).isEqualTo(other.version);
  }
}
