//! The changes to Lua's sources. Each says what is looked for, how often it is there, and what takes its place.

use std::fs;
use std::path::Path;

/// A text that is replaced, in one file.
struct Change {
    file: &'static str,
    times: usize,
    old: &'static str,
    new: &'static str,
}

const fn change(file: &'static str, old: &'static str, new: &'static str) -> Change {
    Change {
        file,
        times: 1,
        old,
        new,
    }
}

/// What goes, from the first text up to the second one, which stays: files, and what prints.
const CUTS: &[(&str, &str, &str)] = &[
    (
        "lauxlib.c",
        "typedef struct LoadF {",
        "typedef struct LoadS {",
    ),
    ("lauxlib.c", "static void *l_alloc (", "\0"),
    (
        "lbaselib.c",
        "static int luaB_print (",
        "static int luaB_tonumber (",
    ),
    (
        "lbaselib.c",
        "static int luaB_loadfile (",
        "/*\n** Reader for generic `load' function",
    ),
    (
        "lbaselib.c",
        "static int luaB_dofile (",
        "static int luaB_assert (",
    ),
    ("lvm.c", "static int l_strcmp (", "int luaV_lessthan ("),
];

const CHANGES: &[Change] = &[
    // Every file knows what is said in ours.
    change(
        "luaconf.h",
        "#include <limits.h>\n#include <stddef.h>\n",
        "#include <limits.h>\n#include <stddef.h>\n#include \"port.h\"\n",
    ),
    // On wasm a `long` and a `ptrdiff_t` have 32 bits. What does not fit becomes what it becomes on x86-64.
    change(
        "luaconf.h",
        "#define LUA_INTEGER\tptrdiff_t",
        "#define LUA_INTEGER\tlong long",
    ),
    change("luaconf.h", "#if defined(LUA_USELONGLONG)", "#if 1"),
    change(
        "lstrlib.c",
        "static ptrdiff_t posrelat (ptrdiff_t pos, size_t len) {",
        "static lua_Integer posrelat (lua_Integer pos, size_t len) {",
    ),
    change(
        "lstrlib.c",
        "ptrdiff_t start = posrelat(",
        "lua_Integer start = posrelat(",
    ),
    change(
        "lstrlib.c",
        "ptrdiff_t end = posrelat(",
        "lua_Integer end = posrelat(",
    ),
    change(
        "lstrlib.c",
        "ptrdiff_t posi = posrelat(",
        "lua_Integer posi = posrelat(",
    ),
    change(
        "lstrlib.c",
        "ptrdiff_t pose = posrelat(",
        "lua_Integer pose = posrelat(",
    ),
    change(
        "lstrlib.c",
        "  ptrdiff_t init = posrelat(luaL_optinteger(L, 3, 1), l1) - 1;\n",
        "  lua_Integer init = posrelat(luaL_optinteger(L, 3, 1), l1) - 1;\n",
    ),
    change(
        "lstrlib.c",
        "  else if ((size_t)(init) > l1) init = (ptrdiff_t)l1;\n",
        "  else if (init > (lua_Integer)l1) init = (lua_Integer)l1;\n",
    ),
    change(
        "luaconf.h",
        "#define lua_number2int(i,d)\t((i)=(int)(d))",
        "#define lua_number2int(i,d)\t((i)=port_int(d))",
    ),
    change(
        "luaconf.h",
        "#define lua_number2integer(i,d)\t((i)=(lua_Integer)(d))",
        "#define lua_number2integer(i,d)\t((i)=port_integer(d))",
    ),
    change(
        "lstrlib.c",
        "(LUA_INTFRM_T)luaL_checknumber(L, arg)",
        "port_integer(luaL_checknumber(L, arg))",
    ),
    change(
        "lstrlib.c",
        "(unsigned LUA_INTFRM_T)luaL_checknumber(L, arg)",
        "port_unsigned(luaL_checknumber(L, arg))",
    ),
    change(
        "lstrlib.c",
        "sprintf(buff, form, (int)luaL_checknumber(L, arg))",
        "sprintf(buff, form, port_int(luaL_checknumber(L, arg)))",
    ),
    change("lbaselib.c", "unsigned long n;", "unsigned long long n;"),
    change(
        "lbaselib.c",
        "n = strtoul(s1, &s2, base);",
        "n = strtoull(s1, &s2, base);",
    ),
    change(
        "lobject.c",
        "cast_num(strtoul(s, &endptr, 16))",
        "cast_num(strtoull(s, &endptr, 16))",
    ),
    // Buffers are on the stack of C, which is small in WebAssembly.
    change(
        "luaconf.h",
        "#define LUAL_BUFFERSIZE\t\tBUFSIZ",
        "#define LUAL_BUFFERSIZE\t\t1024",
    ),
    // How an error is raised is said in port.h.
    change(
        "luaconf.h",
        "#if defined(__cplusplus)\n/* C++ exceptions */",
        "#if defined(LUAI_THROW)\n#elif defined(__cplusplus)\n/* C++ exceptions */",
    ),
    change("ldo.c", "exit(EXIT_FAILURE);", "abort();"),
    // No bytecode comes in or goes out.
    change(
        "ldo.c",
        "((c == LUA_SIGNATURE[0]) ? luaU_undump : luaY_parser)",
        "((void)c, luaY_parser)",
    ),
    change(
        "lapi.c",
        "status = luaU_dump(L, clvalue(o)->l.p, writer, data, 0);",
        "status = (*writer)(L, LUA_SIGNATURE, 4, data);",
    ),
    // Nothing prints or reads files.
    change("lbaselib.c", "  {\"print\", luaB_print},\n", ""),
    change("lbaselib.c", "  {\"dofile\", luaB_dofile},\n", ""),
    change("lbaselib.c", "  {\"loadfile\", luaB_loadfile},\n", ""),
    // Tables that are read-only.
    change(
        "lobject.h",
        "  lu_byte lsizenode;  /* log2 of size of `node' array */\n",
        "  lu_byte lsizenode;  /* log2 of size of `node' array */\n  lu_byte is_readonly;\n",
    ),
    change(
        "ltable.c",
        "  t->flags = cast_byte(~0);\n",
        "  t->flags = cast_byte(~0);\n  t->is_readonly = 0;\n",
    ),
    change(
        "lvm.c",
        "      TValue *oldval = luaH_set(L, h, key); /* do a primitive set */\n",
        "      TValue *oldval;\n      port_check_writable(L, h);\n      oldval = luaH_set(L, h, key);\n",
    ),
    change(
        "lapi.c",
        "  setobj2t(L, luaH_set(L, hvalue(t), L->top-2), L->top-1);\n",
        "  port_check_writable(L, hvalue(t));\n  setobj2t(L, luaH_set(L, hvalue(t), L->top-2), L->top-1);\n",
    ),
    change(
        "lapi.c",
        "  setobj2t(L, luaH_setnum(L, hvalue(o), n), L->top-1);\n",
        "  port_check_writable(L, hvalue(o));\n  setobj2t(L, luaH_setnum(L, hvalue(o), n), L->top-1);\n",
    ),
    change(
        "lapi.c",
        "      hvalue(obj)->metatable = mt;\n",
        "      port_check_writable(L, hvalue(obj));\n      hvalue(obj)->metatable = mt;\n",
    ),
    // A script that was ended can't catch that, `pcall` gives the text of Redis's errors, and a coroutine spends its parent's instructions.
    change(
        "lbaselib.c",
        "  status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);\n",
        "  status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);\n  port_check_ended(L);\n  if (status != 0) port_flatten(L);\n",
    ),
    change(
        "lbaselib.c",
        "  status = lua_pcall(L, 0, LUA_MULTRET, 1);\n",
        "  status = lua_pcall(L, 0, LUA_MULTRET, 1);\n  port_check_ended(L);\n",
    ),
    change(
        "lbaselib.c",
        "  status = lua_resume(co, narg);\n",
        "  status = port_resume(L, co, narg);\n",
    ),
    // The collector begins before the limit of the memory is reached.
    change(
        "lgc.c",
        "#define setthreshold(g)  (g->GCthreshold = (g->estimate/100) * g->gcpause)",
        "#define setthreshold(g)  (g->GCthreshold = port_threshold(g->ud, (g->estimate/100) * g->gcpause))",
    ),
    // What takes long within one instruction is counted, too.
    change(
        "lapi.c",
        "      luaC_fullgc(L);\n",
        "      port_spend(L, g->totalbytes / 8);\n      luaC_fullgc(L);\n",
    ),
    change(
        "lvm.c",
        "int luaV_lessthan (",
        "#define l_strcmp(l, r) port_compare(L, l, r)\n\n\nint luaV_lessthan (",
    ),
    Change {
        file: "ltable.c",
        times: 1,
        old: "  for (i++; i < t->sizearray; i++) {  /* try first array part */\n",
        new: "  for (i++; i < t->sizearray; i++) {\n    port_spend(L, 1);\n",
    },
    Change {
        file: "ltable.c",
        times: 1,
        old: "  for (i -= t->sizearray; i < sizenode(t); i++) {  /* then hash part */\n",
        new: "  for (i -= t->sizearray; i < sizenode(t); i++) {\n    port_spend(L, 1);\n",
    },
    change(
        "ltablib.c",
        "static int sort_comp (lua_State *L, int a, int b) {\n",
        "static int sort_comp (lua_State *L, int a, int b) {\n  port_spend(L, 8);\n",
    ),
    change(
        "ltablib.c",
        "      for (i = e; i > pos; i--) {  /* move up elements */\n",
        "      for (i = e; i > pos; i--) {\n        port_spend(L, 4);\n",
    ),
    change(
        "ltablib.c",
        "  for ( ;pos<e; pos++) {\n",
        "  for ( ;pos<e; pos++) {\n    port_spend(L, 4);\n",
    ),
    change("lgc.h", "luaC_step(L); }", "port_collect(L); }"),
    change(
        "lstring.c",
        "  for (l1=l; l1>=step; l1-=step)  /* compute hash */\n",
        "  port_spend(L, l / 32);\n  for (l1=l; l1>=step; l1-=step)\n",
    ),
    change(
        "lstrlib.c",
        "  while (n-- > 0)\n",
        "  while (l > 0 && n-- > 0)\n",
    ),
    change(
        "lstrlib.c",
        "static const char *lmemfind (const char *s1, size_t l1,",
        "static const char *lmemfind (lua_State *L, const char *s1, size_t l1,",
    ),
    change(
        "lstrlib.c",
        "      init++;   /* 1st char is already checked */\n",
        "      init++;\n      port_spend(L, l2 / 8 + 1);\n",
    ),
    change("lstrlib.c", "lmemfind(s+init,", "lmemfind(L, s+init,"),
    // Patterns: as deep as the stack allows, and counted.
    change(
        "lstrlib.c",
        "  int level;  /* total number of captures (finished or unfinished) */\n",
        "  int level;\n  int depth;\n",
    ),
    Change {
        file: "lstrlib.c",
        times: 3,
        old: "  ms.L = L;\n",
        new: "  ms.L = L, ms.depth = 0;\n",
    },
    change(
        "lstrlib.c",
        "static const char *match (MatchState *ms, const char *s, const char *p);\n",
        "\
static const char *match_here (MatchState *ms, const char *s, const char *p);
static const char *match (MatchState *ms, const char *s, const char *p) {
  if (++ms->depth > PORT_PATTERN_DEPTH) luaL_error(ms->L, \"pattern too complex\");
  s = match_here(ms, s, p);
  ms->depth--;
  return s;
}
",
    ),
    change(
        "lstrlib.c",
        "static const char *match (MatchState *ms, const char *s, const char *p) {\n  init:",
        "static const char *match_here (MatchState *ms, const char *s, const char *p) {\n  init:",
    ),
    change(
        "lstrlib.c",
        "      const char *ep = classend(ms, p);  /* points to what is next */\n      int m =",
        "      const char *ep = classend(ms, p);\n      port_spend(ms->L, ep - p);\n      int m =",
    ),
    change(
        "lstrlib.c",
        "singlematch(uchar(*(s+i)), p, ep))\n    i++;\n",
        "singlematch(uchar(*(s+i)), p, ep)) {\n    i++;\n    port_spend(ms->L, ep - p);\n  }\n",
    ),
    change(
        "lstrlib.c",
        "      s++;  /* try with one more repetition */\n",
        "{ s++; port_spend(ms->L, ep - p); }\n",
    ),
    change(
        "lstrlib.c",
        "    while (++s < ms->src_end) {\n",
        "    while (++s < ms->src_end) {\n      port_spend(ms->L, 1);\n",
    ),
    change(
        "lstrlib.c",
        "  len = ms->capture[l].len;\n",
        "  len = ms->capture[l].len;\n  port_spend(ms->L, len / 8);\n",
    ),
    // Redis's own sequence of random numbers.
    change(
        "lmathlib.c",
        "(lua_Number)(rand()%RAND_MAX) / (lua_Number)RAND_MAX",
        "(lua_Number)(port_random(L) % INT_MAX) / (lua_Number)INT_MAX",
    ),
    change(
        "lmathlib.c",
        "srand(luaL_checkint(L, 1));",
        "port_seed(L, luaL_checkint(L, 1));",
    ),
];

/// Changes the copy of Lua in a folder.
pub fn make(lua: &Path) {
    for (file, from, to) in CUTS {
        edit(lua, file, |text| {
            let start = only(file, text, from, 1);
            let end = match *to {
                "\0" => text.len(),
                to => only(file, text, to, 1),
            };
            assert!(start < end, "{file}: {to:?} stands before {from:?}");
            format!("{}{}", &text[..start], &text[end..])
        });
    }
    for Change {
        file,
        times,
        old,
        new,
    } in CHANGES
    {
        edit(lua, file, |text| {
            only(file, text, old, *times);
            text.replace(old, new)
        });
    }
}

fn edit(lua: &Path, file: &str, change: impl FnOnce(&str) -> String) {
    let path = lua.join(file);
    let text = fs::read_to_string(&path).expect("a source of Lua can be read");
    fs::write(&path, change(&text)).expect("the copy can be written");
}

/// Where a text begins that must be there so often.
fn only(file: &str, text: &str, wanted: &str, times: usize) -> usize {
    let found = text.matches(wanted).count();
    assert!(
        found == times,
        "{file} has {found} places like {wanted:?}, not {times}: Lua's sources have changed"
    );
    text.find(wanted).unwrap_or_default()
}
