package dev.notely.conformance;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.process.ProcessMain;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code conformance HOST:PORT}: exit code 0 if the store keeps the contract, 1 if a check failed,
 * 2 if nobody answers there.
 */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    description =
        "Checks that the process at HOST:PORT keeps the contract of a store (store.proto). It works"
            + " on accounts of its own, with random ids, and leaves them there: point it at a store"
            + " made for this.")
public final class ConformanceMain implements Callable<Integer> {
  private static final Class<?>[] SUITES = {
    ProtocolContract.class,
    NotesContract.class,
    ProofContract.class,
    RequestLogContract.class,
    ExportContract.class,
    ImportContract.class,
    EndOfMoveContract.class,
    FormerHomeContract.class,
    OverlayContract.class,
    InspectionContract.class
  };

  @Parameters(paramLabel = "HOST:PORT", description = "address of the store")
  private HostPort address = new HostPort("127.0.0.1", 0);

  public static void main(String[] args) {
    System.exit(ProcessMain.execute(new ConformanceMain(), args));
  }

  @Override
  public Integer call() {
    return run(address, new PrintWriter(System.out, true, StandardCharsets.UTF_8));
  }

  /** Runs all checks against a store and answers the exit code. */
  public static int run(HostPort address, PrintWriter out) {
    try (StoreUnderTest store = StoreUnderTest.connect(address)) {
      out.println("store '" + store.name() + "' at " + address);
      LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
      for (Class<?> suite : SUITES) {
        request.selectors(selectClass(suite));
      }
      return execute(request.build(), out);
    }
  }

  private static int execute(LauncherDiscoveryRequest request, PrintWriter out) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary, new Printer(out));
    long failed = summary.getSummary().getTotalFailureCount();
    long passed = summary.getSummary().getTestsSucceededCount();
    out.println(passed + " passed, " + failed + " failed");
    return failed == 0 && passed > 0 ? 0 : 1;
  }

  private record Printer(PrintWriter out) implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean ok = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      if (test.isTest() || !ok) {
        out.println((ok ? "  ok    " : "  FAIL  ") + test.getDisplayName());
        result.getThrowable().ifPresent(e -> out.println("        " + e));
      }
    }
  }
}
