package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The results of the operations of a multi or multiRead, in their order (spec: client-protocol §7). */
public record MultiResponse(List<OpResult> results) implements Response {
    public static MultiResponse read(JuteReader in) {
        List<OpResult> results = new ArrayList<>();
        for (MultiHeader header = MultiHeader.read(in); !header.done(); header = MultiHeader.read(in)) {
            results.add(OpResult.readBody(header, in));
        }
        return new MultiResponse(Collections.unmodifiableList(results));
    }

    @Override
    public void write(JuteWriter out) {
        results.forEach(each -> each.write(out));
        MultiHeader.END.write(out);
    }
}
