package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.ListAccountEntries;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proxy.migration.throttle.Lane;
import dev.notely.proxy.migration.throttle.Throttle;
import dev.notely.proxy.server.MigrationRows.Migrations;
import dev.notely.proxy.store.CatalogClient;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.StoreDirectory;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.runtime.logging.LogTail;
import dev.notely.runtime.process.Vitals;
import dev.notely.runtime.telemetry.Instruments;
import io.grpc.Channel;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** Wires the telemetry of a proxy. */
record ProxyTelemetry(
    DataProxyConfig config,
    Instruments instruments,
    LogTail log,
    EveryProxy everyProxy,
    LiveProxies liveProxies,
    StoreSurvey storeSurvey,
    StoreDirectory directory,
    CatalogClient client,
    MigrationCatalog catalog,
    Function<String, StoreInspection> inspections,
    Throttle throttle,
    RecentPlacements placements,
    MigrationRows.Documents documents,
    Channel catalogChannel,
    BooleanSupplier leads)
    implements LiveTelemetry.Parts {
  private static final String CATALOG = "catalog"; // as it names itself in its log

  /** The service, not yet remembering; begun with the others. */
  TelemetryGrpcService service() {
    GatewayReports reports = new GatewayReports(System::nanoTime);
    LocalFigures local = new LocalFigures(instruments, log, reports, this::self);
    local.start();
    TelemetryHub hub =
        new TelemetryHub(
            config.name(),
            () ->
                new LiveTelemetry(
                    new ProxySurvey(config.name(), local::read, everyProxy, liveProxies::members),
                    this,
                    placements,
                    InstantSource.system()));
    return new TelemetryGrpcService(hub, local, reports, log);
  }

  private Proxy self() {
    return Proxy.newBuilder()
        .setName(config.name())
        .setUptimeMs(Vitals.uptime().toMillis())
        .setMemoryBytes(Vitals.memoryBytes())
        .setLeads(leads.getAsBoolean())
        .build();
  }

  @Override
  public Releases releases() {
    return new CatalogReleases(catalogChannel);
  }

  @Override
  public StoreRows stores() {
    return new StoreRows(storeSurvey);
  }

  @Override
  public AccountSweep accounts() {
    return new AccountSweep(
        this::page,
        inspections,
        store -> Lane.SHADOW_READS.share(throttle.free(store)),
        placements);
  }

  private dev.notely.proto.catalog.v1.AccountEntryPage page(ByteString after) {
    return client
        .accounts()
        .list(ListAccountEntries.newBuilder().setAfter(after).setLimit(AccountSweep.PAGE).build());
  }

  @Override
  public MigrationRows migrations() {
    return new MigrationRows(catalog, documents);
  }

  @Override
  public FindingRows findings(Look<Migrations> migrations) {
    return new FindingRows(
        client::inconsistencies,
        new CatalogReleases(catalogChannel)::differences,
        catalog,
        () -> migrations.last().what().open());
  }

  @Override
  public StoreLogs logs() {
    return new StoreLogs(
        () ->
            Stream.concat(
                    Stream.of(CATALOG), directory.members().stream().map(StoreMember::getName))
                .toList(),
        process -> process.equals(CATALOG) ? catalogChannel : directory.channel(process));
  }
}
