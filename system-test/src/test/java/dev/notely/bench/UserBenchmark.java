package dev.notely.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code ./notely bench}: what users feel of the chain and of migrations, as ratios within one run.
 * A figure that is missed is reported; only wrong data or a run that fails fails. Not part of any
 * build.
 */
class UserBenchmark {
  private static final Path PERFORMANCE = Path.of("..", "docs", "performance.md");

  private final Properties given = System.getProperties();
  private final String part = given.getProperty("part", "");
  private final String remark = given.getProperty("remark", "");
  private final Set<Part> parts = Part.named(part);
  private final Path dist = Path.of(System.getProperty("notely.dist"));

  @Test
  @Timeout(value = 90, unit = TimeUnit.MINUTES)
  void everyFigureInOneRun() throws Exception {
    BenchRun run =
        new BenchRun(dist, BenchSize.of(given), parts, Options.of(given), System.out::println);
    try {
      run.measure();
    } finally {
      write(run.report(remark)); // also of a run that failed: what it found until then
    }
    assertThat(run.wrongs()).as("what must not be").isEmpty();
    if (Boolean.parseBoolean(given.getProperty("record"))) {
      Files.writeString(PERFORMANCE, run.report(remark).recordedIn(Files.readString(PERFORMANCE)));
      System.out.println("recorded in " + PERFORMANCE.toRealPath());
    }
  }

  private void write(Report report) throws IOException {
    Path folder = Files.createDirectories(dist.resolveSibling("bench"));
    String name = part.isEmpty() ? "report" : part;
    Path markdown = Files.writeString(folder.resolve(name + ".md"), report.markdown());
    Path json = Files.writeString(folder.resolve(name + ".json"), report.json());
    System.out.println("\n" + report.markdown());
    System.out.println("written to " + markdown.toAbsolutePath() + " and " + json.getFileName());
  }
}
