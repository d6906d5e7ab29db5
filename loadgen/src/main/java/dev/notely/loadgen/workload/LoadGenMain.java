package dev.notely.loadgen.workload;

import dev.notely.loadgen.oracle.AccountModel;
import dev.notely.runtime.process.ParentLink;
import dev.notely.runtime.process.ProcessMain;
import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.json.JsonMapper;

/** Strict users: load that checks every answer. Exit code 1 if an answer was wrong or missing. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description =
        "Strict users against a gateway: every answer is checked against what a linearizable store may answer.")
public final class LoadGenMain implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

  @Mixin private LoadGenConfig config = new LoadGenConfig();

  private final Tally tally = new Tally();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  public static void main(String[] args) {
    System.exit(ProcessMain.execute(new LoadGenMain(), args));
  }

  @Override
  public Integer call() throws Exception {
    Thread hook = new Thread(this::stopAndWait, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    if (config.exitWithParent()) {
      ParentLink.watch(System.in, _ -> {}, stop::countDown);
    }
    try (GatewayHttp gateway = new GatewayHttp(config.url(), REQUEST_TIMEOUT);
        ConsistencyReports reports = new ConsistencyReports(gateway, tally);
        HistoryFile history = new HistoryFile(config.history())) {
      List<AccountModel> models = createAccounts(gateway, reports);
      run(gateway, history, models);
    }
    finish();
    finished.countDown();
    boolean clean =
        tally.violationCount() == 0 && (config.allowErrors() || tally.errorCount() == 0);
    return clean ? 0 : 1;
  }

  /**
   * SIGTERM: what is under way is answered, everything is read back once more, and the report is
   * written.
   */
  private void stopAndWait() {
    stop.countDown();
    try {
      if (!finished.await(30, TimeUnit.SECONDS)) {
        System.err.println("gave up waiting for the last answers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<AccountModel> createAccounts(GatewayHttp gateway, ConsistencyReports reports) {
    SplittableRandom random = new SplittableRandom(config.seed());
    String[] tiers = {"internal", "free", "free", "enterprise"};
    List<String> regions = config.regions();
    List<AccountModel> models = new ArrayList<>();
    for (int i = 0; i < config.accounts(); i++) {
      UUID id =
          new UUID(
              (random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | (1L << 63));
      Optional<GatewayHttp.Answer> answer =
          gateway.send(
              "POST",
              "/accounts",
              Map.of(
                  "id",
                  id.toString(),
                  "name",
                  "strict user " + i,
                  "tier",
                  tiers[i % tiers.length],
                  "region",
                  regions.isEmpty() ? "" : regions.get(i % regions.size())));
      int status = answer.map(GatewayHttp.Answer::status).orElse(0);
      if (status == 409) {
        throw new StartupException(
            "account "
                + id
                + " is there already: use another --seed ("
                + config.seed()
                + " was used)");
      }
      if (status != 201) {
        throw new StartupException(
            "cannot create accounts at "
                + config.url()
                + ": "
                + (status == 0 ? "no answer" : "status " + status));
      }
      models.add(new AccountModel(id, reports::violation, tally::undecidedNote));
    }
    return models;
  }

  private void run(GatewayHttp gateway, HistoryFile history, List<AccountModel> models)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<Device> readers = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(config.seed() + 1);
    for (int a = 0; a < models.size(); a++) {
      for (int d = 0; d < config.devices(); d++) {
        Device device =
            new Device(
                "a" + a + "d" + d,
                models.get(a),
                gateway,
                tally,
                history,
                config.notesPerAccount(),
                random.split());
        long offset = random.nextLong(1_000_000_000L);
        threads.add(Thread.ofVirtual().start(() -> paced(device, offset)));
        if (d == 0) {
          readers.add(device);
        }
      }
    }
    report(models);
    for (Thread thread : threads) {
      thread.join();
    }
    for (int a = 0; a < models.size(); a++) {
      readBack(readers.get(a), models.get(a));
    }
  }

  private void paced(Device device, long offsetNanos) {
    long interval = config.rpm() == 0 ? 0 : 60_000_000_000L * config.devices() / config.rpm();
    long due = System.nanoTime() + (interval == 0 ? 0 : offsetNanos % interval);
    try {
      while (!stop.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        device.act(interval == 0 ? System.nanoTime() : due);
        due = interval == 0 ? System.nanoTime() : due + interval;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Prints a line a second until it is time to stop. */
  private void report(List<AccountModel> models) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(config.seconds());
    long last = System.nanoTime();
    while (!stop.await(1, TimeUnit.SECONDS)) {
      long now = System.nanoTime();
      print(tally.progress((now - last) / 1e9));
      last = now;
      models.forEach(model -> model.expire(now));
      if (config.seconds() > 0 && now >= end) {
        stop.countDown();
      }
    }
  }

  private static void readBack(Device device, AccountModel model) {
    device.list(System.nanoTime());
    model.everSeen().forEach(note -> device.get(note, System.nanoTime()));
  }

  private void print(Map<String, Object> progress) {
    if (config.jsonProgress()) {
      System.out.println(JSON.writeValueAsString(progress));
    } else {
      System.out.println(
          progress.get("requests")
              + " requests, "
              + progress.get("rps")
              + "/s, p50 "
              + progress.get("p50Ms")
              + " ms, p99 "
              + progress.get("p99Ms")
              + " ms, "
              + progress.get("errors")
              + " errors, "
              + progress.get("violations")
              + " violations");
    }
  }

  private void finish() throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("seed", config.seed());
    report.putAll(tally.report());
    String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    if (config.report().isPresent()) {
      Files.writeString(config.report().get(), json);
    }
    if (!config.jsonProgress()) {
      System.out.println(json);
    }
  }
}
