package dev.notely.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The report of a migration: to mail to support, and to keep as the record. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "All that is told of a migration, in any state: to mail, and to keep.")
final class ReportCommand implements Callable<Integer> {
  /** In which form. */
  enum Format {
    MD,
    HTML,
    JSON
  }

  @Mixin private Destination destination = new Destination();

  @Parameters(paramLabel = "ID", description = "number of the migration, or its name")
  private String migration = "";

  @Option(
      names = "--format",
      defaultValue = "MD",
      description = "md, html (one page, printable) or json (default: md)")
  private Format format = Format.MD;

  @Option(
      names = {"-o", "--file"},
      paramLabel = "FILE",
      description = "where to write it (default: standard output)")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() {
    try (GatewayClient gateway = destination.gateway()) {
      String path = NamedMigration.path(gateway, migration);
      String report =
          gateway.text(path + "/report?format=" + format.name().toLowerCase(Locale.ROOT));
      PrintWriter out = destination.command().getOut();
      if (file.isPresent()) {
        write(file.get(), report);
        out.println("written to " + file.get());
      } else {
        out.print(report.endsWith("\n") ? report : report + System.lineSeparator());
      }
      out.flush();
      return 0;
    }
  }

  private static void write(Path file, String report) {
    try {
      Files.writeString(file, report);
    } catch (IOException e) {
      throw GatewayProblemException.lasting("cannot write the file " + file);
    }
  }
}
