package io.quorate.bench;

import io.quorate.bench.compare.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every single measurement as a line of JSON. */
final class FiguresJson {
    private FiguresJson() {}

    static List<String> lines(Figures figures) {
        List<String> lines = new ArrayList<>();
        figures.loads()
                .forEach((scenario, byServer) ->
                        byServer.forEach((server, runs) -> runs.forEach(run -> lines.add(new JsonLine()
                                .put("scenario", scenario)
                                .put("server", server)
                                .put("result", LoadText.json(run))
                                .toString()))));
        figures.scalars()
                .forEach((scalar, byServer) ->
                        byServer.forEach((server, values) -> values.forEach(value -> lines.add(new JsonLine()
                                .put("scalar", scalar.name().toLowerCase(Locale.ROOT))
                                .put("server", server)
                                .put("unit", scalar.unit())
                                .put("value", value)
                                .toString()))));
        return lines;
    }
}
