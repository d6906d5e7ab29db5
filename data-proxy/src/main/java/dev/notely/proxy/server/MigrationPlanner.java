package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AccountEntry;
import dev.notely.proto.catalog.v1.AccountEntryPage;
import dev.notely.proto.catalog.v1.ListAccountEntries;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.proto.store.v1.StatusRequest;
import dev.notely.proto.store.v1.StoreStatus;
import dev.notely.proto.store.v1.StoreStatusServiceGrpc;
import dev.notely.proxy.migration.plan.AccountFacts;
import dev.notely.proxy.migration.plan.Assignment;
import dev.notely.proxy.migration.plan.MigrationPlan;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.PlanBuilder;
import dev.notely.proxy.migration.plan.Planned;
import dev.notely.proxy.migration.plan.Sample;
import dev.notely.proxy.migration.plan.Size;
import dev.notely.proxy.migration.plan.StoreFacts;
import dev.notely.proxy.store.CatalogClient;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.StoreDirectory;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.StoredAccount;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads what a plan needs: accounts of the catalog page by page, a row of each at its home, a short
 * measured sample. Changes nothing; holds a page at a time.
 */
final class MigrationPlanner implements MigrationStart.Surroundings {
  private static final int PAGE = 1_000;
  private static final int SAMPLES = 5;
  private static final int SAMPLE_RECORDS = 2_000;
  private static final long STATUS_MS = 1_000;

  /** What cut-overs of quiet accounts took on two busy cores. */
  private static final Duration EXPECTED_PAUSE = Duration.ofMillis(20);

  private final CatalogClient catalog;
  private final StoreDirectory directory;
  private final Function<String, StoreInspection> inspections;

  MigrationPlanner(
      CatalogClient catalog,
      StoreDirectory directory,
      Function<String, StoreInspection> inspections) {
    this.catalog = catalog;
    this.directory = directory;
    this.inspections = inspections;
  }

  MigrationPlan plan(MigrationSpec spec) {
    PlanBuilder builder = new PlanBuilder(spec, stores());
    UnexpectedSurvey survey = new UnexpectedSurvey(inspections, builder);
    List<AccountFacts> sampled = new ArrayList<>();
    forEachPage(page -> {
      Map<UUID, Size> sizes = sizes(spec, page);
      survey.ofAccounts(page.stream().filter(spec.selection()::covers).toList());
      for (AccountFacts account : page) {
        Size size = sizes.getOrDefault(account.id(), Size.ZERO);
        builder.add(account, size);
        if (size.notes() > 0 && sampled.size() < SAMPLES) {
          sampled.add(account);
        }
      }
    });
    sources(spec).forEach(survey::withoutAccount);
    return builder.build(samples(sampled), EXPECTED_PAUSE);
  }

  private List<String> sources(MigrationSpec spec) {
    return stores().stream()
        .filter(StoreFacts::live)
        .map(StoreFacts::name)
        .filter(name -> spec.selection().from().isEmpty() || spec.selection().from().contains(name))
        .toList();
  }

  @Override
  public void forEachPlanned(MigrationSpec spec, Consumer<List<Planned>> take) {
    List<String> targets = new PlanBuilder(spec, stores()).targets();
    forEachPage(page -> {
      List<Planned> planned = new ArrayList<>();
      for (AccountFacts account : page) {
        Assignment.of(spec, targets, account).ifPresent(planned::add);
      }
      if (!planned.isEmpty()) {
        take.accept(planned);
      }
    });
  }

  private void forEachPage(Consumer<List<AccountFacts>> take) {
    ByteString after = ByteString.EMPTY;
    boolean more = true;
    while (more) {
      AccountEntryPage page =
          catalog
              .accounts()
              .list(ListAccountEntries.newBuilder().setAfter(after).setLimit(PAGE).build());
      take.accept(page.getAccountsList().stream().map(MigrationPlanner::facts).toList());
      more = page.getMore();
      if (more) {
        after = page.getAccounts(page.getAccountsCount() - 1).getId();
      }
    }
  }

  private static AccountFacts facts(AccountEntry entry) {
    return new AccountFacts(
        Ids.uuid("id", entry.getId()),
        entry.getTier(),
        entry.getRegion(),
        entry.getPlacement().getHome(),
        !entry.getPlacement().getSecond().isEmpty());
  }

  private Map<UUID, Size> sizes(MigrationSpec spec, List<AccountFacts> page) {
    Map<String, List<UUID>> byHome = new HashMap<>();
    for (AccountFacts account : page) {
      if (spec.selection().covers(account)) {
        byHome.computeIfAbsent(account.home(), _ -> new ArrayList<>()).add(account.id());
      }
    }
    Map<UUID, Size> sizes = new HashMap<>();
    byHome.forEach((home, ids) -> {
      for (StoredAccount stored : inspections.apply(home).rows(ids)) {
        sizes.put(stored.account(), new Size(stored.row().notes(), stored.bytes()));
      }
    });
    return sizes;
  }

  private List<Sample> samples(List<AccountFacts> accounts) {
    List<Sample> samples = new ArrayList<>();
    for (AccountFacts account : accounts) {
      long began = System.nanoTime();
      long records =
          inspections
              .apply(account.home())
              .fingerprint(account.id(), ByteString.EMPTY, ByteString.EMPTY, SAMPLE_RECORDS, false)
              .records();
      samples.add(new Sample(records, Duration.ofNanos(Math.max(1, System.nanoTime() - began))));
    }
    return samples;
  }

  /** One that does not answer is not live. */
  @Override
  public List<StoreFacts> stores() {
    return directory.members().stream().map(this::store).toList();
  }

  private StoreFacts store(StoreMember member) {
    try {
      StoreStatus status =
          StoreStatusServiceGrpc.newBlockingStub(directory.channel(member.getName()))
              .withDeadlineAfter(STATUS_MS, TimeUnit.MILLISECONDS)
              .status(StatusRequest.getDefaultInstance());
      return new StoreFacts(
          member.getName(),
          member.getSchema(),
          member.getLabelsMap(),
          true,
          status.getAccounts(),
          status.getFreeBytes());
    } catch (StatusRuntimeException e) {
      return new StoreFacts(
          member.getName(), member.getSchema(), member.getLabelsMap(), false, 0, 0);
    }
  }
}
